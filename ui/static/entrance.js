// The pages before the door work without this: it only shows a password that is being typed.
for (const button of document.querySelectorAll("[data-reveal]")) {
  const field = document.getElementById(button.dataset.reveal);
  button.hidden = false;
  button.addEventListener("click", () => {
    const show = field.type === "password";
    field.type = show ? "text" : "password";
    button.textContent = show ? button.dataset.hide : button.dataset.show;
    field.focus();
  });
  field.form.addEventListener("submit", () => { field.type = "password"; });
}
