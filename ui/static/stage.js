// Around Gradio: the document's language, and arrow keys between the search box and what it found.
document.documentElement.lang = location.pathname.split("/")[2] || "en";

document.addEventListener("keydown", (event) => {
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
