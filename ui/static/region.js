// Runs once for each region: hands presses of [data-act] to the server, keeps the focus in place.
const region = element.closest(".block")?.id;
const role = { note: "status", trouble: "alert" }[region];
const page = (window.cinq ??= { last: null, hash: null, open: new Set() }); // shared by all regions
if (role) element.setAttribute("role", role);

const box = () => document.querySelector("#search input, #search textarea");
const buttons = () => [...element.querySelectorAll("[data-act]")];
const buttonOf = (event) => {
  const button = event.target.closest("[data-act]:not(select)");
  return button && element.contains(button) ? button : null;
};
const keyOf = ({ act, film, value, key }) => [act, film, value, key].join("|");
const pressOf = (button) => ({
  button,
  data: { ...button.dataset },
  at: buttons().indexOf(button),
  slot: button.closest("[data-slot]")?.dataset.slot,
});

let place = -1;
let pressed = null;
function press({ data, at, slot }) {
  const offered = document.querySelector("#proposals [data-skipped]");
  place = at;
  pressed = { key: keyOf(data), slot };
  film = null;
  if ("again" in data && page.last) {
    trigger("click", page.last);
    return;
  }
  page.last = {
    act: data.act,
    film: data.film ?? "",
    films: data.films ?? "",
    skipped: data.skipped ?? offered?.dataset.skipped ?? "",
    value: data.input ? document.getElementById(data.input).value : (data.value ?? ""),
    place: data.place ?? document.querySelector("#top [data-hash]")?.dataset.hash ?? "",
  };
  trigger("click", page.last);
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
element.addEventListener("change", ({ target }) => {
  if (!target.matches("select[data-act]")) return;
  const { data, ...where } = pressOf(target);
  press({ data: { ...data, value: target.value }, ...where });
  pressed.key = keyOf(data);
});

// What was unfolded stays so when it is drawn anew.
element.addEventListener("toggle", ({ target }) => {
  if (target.dataset.keep) page.open[target.open ? "add" : "delete"](target.dataset.keep);
}, true);
function unfold() {
  for (const one of element.querySelectorAll("[data-keep]")) {
    if (page.open.has(one.dataset.keep)) one.open = true;
  }
}

// The address says which view it is; going back leads to the one before.
function route() {
  const hash = element.querySelector("[data-hash]")?.dataset.hash;
  if (!hash || hash === page.hash) return;
  const [first, replaced] = [page.hash === null, page.last?.act === "open"];
  page.hash = hash;
  if (location.hash !== `#${hash}`) {
    history[first || replaced ? "replaceState" : "pushState"](null, "", `#${hash}`);
  }
  if (first) return;
  window.scrollTo(0, 0);
  requestAnimationFrame(() => requestAnimationFrame(() => {
    [...document.querySelectorAll("h1[tabindex]")].find((one) => one.offsetParent)?.focus();
    window.scrollTo(0, 0);
  }));
}
if (region === "top") {
  addEventListener("popstate", () => {
    page.last = { act: "open", film: "", films: "", skipped: "", value: "", place: location.hash };
    trigger("click", page.last);
  });
}

// Out of reach: tried again until it is back.
let retry = 0;
function tryAgain() {
  clearTimeout(retry);
  const trouble = element.querySelector("[data-retry]");
  if (!trouble) return;
  const open = { act: "open", film: "", films: "", skipped: "", value: "", place: page.hash ?? "" };
  retry = setTimeout(() => {
    trigger("click", trouble.dataset.retry === "again" && page.last ? page.last : open);
  }, 3000);
}

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
  if (region === "top") route();
  if (region === "trouble") tryAgain();
  unfold();
  follow();
  film = focused()?.dataset?.film ?? null;
  if (place < 0) return;
  requestAnimationFrame(() => {
    if (place < 0) return;
    if (document.activeElement && document.activeElement !== document.body) return;
    const left = buttons();
    const there = left.filter((one) => one.closest("[data-slot]")?.dataset.slot === pressed?.slot);
    const next = left.find((one) => keyOf(one.dataset) === pressed?.key)
      ?? (pressed?.slot !== undefined ? there[0] : left[Math.min(place, left.length - 1)]);
    if (next) { next.focus(); return; }
    const search = box();
    const heading = document.querySelector("#five h1, #choosing h1");
    if (search && search.offsetParent) search.focus();
    else if (heading) { heading.focus(); window.scrollTo(0, 0); }
  });
});
