// Around Gradio: the document's language, keys, copying, and a connection that comes and goes.
document.documentElement.lang = location.pathname.split("/")[2] || "en";

// Arrow keys between the search box and what it found; Enter in a field presses its button.
document.addEventListener("keydown", (event) => {
  const enter = event.target.closest("[data-enter]");
  if (enter && event.key === "Enter") {
    event.preventDefault();
    enter.parentElement.querySelector(`[data-act="${enter.dataset.enter}"]`).click();
    return;
  }
  const box = event.target.closest("#search input, #search textarea");
  const hit = event.target.closest("#hits [data-act]");
  if (!box && !hit) return;
  const all = [...document.querySelectorAll("#hits [data-act]")];
  const hits = all.filter((one) => one.offsetParent); // those of a former title are hidden
  if (box && event.key === "Enter") {
    event.preventDefault();
    return;
  }
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || !hits.length) return;
  event.preventDefault();
  const next = (hit ? hits.indexOf(hit) : -1) + step;
  if (next < 0) document.querySelector("#search input, #search textarea").focus();
  else hits[Math.min(next, hits.length - 1)].focus();
});

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const field = document.getElementById(button.dataset.copy);
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    document.execCommand("copy"); // without TLS there is no clipboard to write to
  }
  button.textContent = button.dataset.copied;
});

// What was pressed while the connection is lost is asked again until it is back.
const offline = document.createElement("p");
offline.id = "offline";
offline.setAttribute("role", "alert");
const said = document.currentScript.dataset.offline;
function tell(text) {
  if (!offline.isConnected) document.body.append(offline);
  offline.textContent = text;
}

const ask = window.fetch.bind(window);
const away = new Set([429, 502, 503, 504]);
window.fetch = async (what, how) => {
  const address = String(what?.url ?? what);
  if (!address.includes("/run/predict")) return ask(what, how);
  for (let pause = 500; ; pause = Math.min(pause * 2, 8000)) {
    try {
      const answer = await ask(what, how);
      if (!away.has(answer.status)) {
        if (offline.textContent) tell("");
        return answer;
      }
    } catch (error) {
      if (error.name === "AbortError") throw error;
    }
    tell(said);
    await new Promise((again) => {
      const late = setTimeout(again, pause);
      addEventListener("online", () => { clearTimeout(late); again(); }, { once: true });
    });
  }
};
