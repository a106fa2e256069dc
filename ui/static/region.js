// Runs once for each region: hands clicks on [data-act] to the server, keeps the focus in place.
const role = { note: "status", trouble: "alert" }[element.closest(".block")?.id];
if (role) element.setAttribute("role", role);

let place = -1;
element.addEventListener("click", (event) => {
  const pressed = event.target.closest("[data-act]");
  if (!pressed || !element.contains(pressed)) return;
  const offered = document.querySelector("#proposals [data-skipped]");
  place = [...element.querySelectorAll("[data-act]")].indexOf(pressed);
  trigger("click", {
    act: pressed.dataset.act,
    film: pressed.dataset.film ?? "",
    films: pressed.dataset.films ?? "",
    skipped: pressed.dataset.skipped ?? offered?.dataset.skipped ?? "",
  });
});

// Whoever goes elsewhere is not called back.
for (const kind of ["focusin", "click"]) {
  document.addEventListener(kind, (event) => {
    if (!element.contains(event.target)) place = -1;
  }, true);
}

// The button pressed is gone once the region is drawn anew: focus its successor, or the heading.
// The place is kept while the focus stays here: a late answer to typing may draw the region too.
watch("value", () => {
  if (place < 0) return;
  requestAnimationFrame(() => {
    if (place < 0) return;
    if (document.activeElement && document.activeElement !== document.body) return;
    const left = [...element.querySelectorAll("[data-act]")];
    const next = left[Math.min(place, left.length - 1)];
    if (next) { next.focus(); return; }
    const search = document.querySelector("#search input, #search textarea");
    const heading = document.querySelector("#five h1, #choosing h1");
    if (search && search.offsetParent) search.focus();
    else if (heading) { heading.focus(); window.scrollTo(0, 0); }
  });
});
