// Runs once for each region: hands presses of [data-act] to the server, keeps the focus in place.
const region = element.closest(".block")?.id;
const role = { note: "status", trouble: "alert" }[region];
if (role) element.setAttribute("role", role);

const box = () => document.querySelector("#search input, #search textarea");
const buttons = () => [...element.querySelectorAll("[data-act]")];
const buttonOf = (event) => {
  const button = event.target.closest("[data-act]");
  return button && element.contains(button) ? button : null;
};
const pressOf = (button) => ({ button, data: { ...button.dataset }, at: buttons().indexOf(button) });

let place = -1;
function press({ data, at }) {
  const offered = document.querySelector("#proposals [data-skipped]");
  place = at;
  film = null;
  trigger("click", {
    act: data.act,
    film: data.film ?? "",
    films: data.films ?? "",
    skipped: data.skipped ?? offered?.dataset.skipped ?? "",
  });
  // emptied here and not by the answer: until then the next title may be half typed
  const search = box();
  if (!search?.value) return;
  search.value = "";
  search.dispatchEvent(new Event("input", { bubbles: true }));
}

// An answer may draw the region anew between a finger's going down and up: other films are under
// it then, or nothing. What it went down on counts.
let down = null;
element.addEventListener("pointerdown", (event) => {
  const button = event.button === 0 ? buttonOf(event) : null;
  down = button && { ...pressOf(button), around: button.getBoundingClientRect() };
});
element.addEventListener("click", (event) => {
  const [before, button] = [down, buttonOf(event)];
  down = null;
  if (!button || (before?.told && event.detail)) return;
  press(before?.button === button && event.detail ? before : pressOf(button));
  if (region === "hits" && !event.detail) box().focus();
});
document.addEventListener("pointerup", ({ clientX: x, clientY: y }) => {
  if (!down || down.told || down.button.contains(document.elementFromPoint(x, y))) return;
  const { left, right, top, bottom } = down.around;
  const inside = left <= x && x <= right && top <= y && y <= bottom;
  if (inside) press(down);
  down = inside ? { told: true } : null; // should a click follow all the same
}, true);
document.addEventListener("pointercancel", () => { down = null; }, true);

// Whoever goes elsewhere is not called back.
for (const kind of ["focusin", "click"]) {
  document.addEventListener(kind, (event) => {
    if (!element.contains(event.target)) [place, film] = [-1, null];
  }, true);
}

// Hits belong to what stands in the box: those of another title come too late, and stay hidden.
function fit() {
  const hits = element.querySelector("[data-query]");
  if (!hits) return;
  const bare = (text) => text.replace(/[\s\p{Cc}\p{Cf}]+/gu, "");
  const [asked, typed] = [bare(hits.dataset.query), bare(box().value)];
  hits.hidden = !typed || !(typed.startsWith(asked) || asked.startsWith(typed));
}
if (region === "hits") document.addEventListener("input", fit);

// The focus stays with its film, wherever that is drawn. A hit that is gone hands it to the box.
let film = null;
const focused = () => element.contains(document.activeElement) && document.activeElement;
element.addEventListener("focusin", () => { film = focused()?.dataset?.film ?? null; });
function follow() {
  if (film === null || place >= 0) return;
  const found = buttons().find((button) => button.dataset.film === film && button.offsetParent);
  if (found) found.focus();
  else if (region === "hits") box().focus();
}

// The button pressed is gone once the region is drawn anew: focus its successor, or the heading.
// The place is kept while the focus stays here: a late answer to typing may draw the region too.
watch("value", () => {
  if (region === "hits") fit();
  follow();
  film = focused()?.dataset?.film ?? null;
  if (place < 0) return;
  requestAnimationFrame(() => {
    if (place < 0) return;
    if (document.activeElement && document.activeElement !== document.body) return;
    const left = buttons();
    const next = left[Math.min(place, left.length - 1)];
    if (next) { next.focus(); return; }
    const search = box();
    const heading = document.querySelector("#five h1, #choosing h1");
    if (search && search.offsetParent) search.focus();
    else if (heading) { heading.focus(); window.scrollTo(0, 0); }
  });
});
