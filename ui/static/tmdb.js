// Lays TMDB's pictures over the drawn posters, two at a time; what has none stays drawn.
{
  const known = new Map(); // by film: whether there is a picture
  const waiting = [];
  let fetching = 0;

  const drawn = (film) => document.querySelectorAll(`.poster[data-poster="${film}"]`);

  const lay = (poster) => {
    if (poster.querySelector("image")) return;
    const image = document.createElementNS("http://www.w3.org/2000/svg", "image");
    image.setAttribute("href", `/pictures/${poster.dataset.poster}`);
    image.setAttribute("width", "100%");
    image.setAttribute("height", "100%");
    image.setAttribute("preserveAspectRatio", "xMidYMid slice");
    poster.append(image);
  };

  const fetchNext = () => {
    while (fetching < 2 && waiting.length) {
      const film = waiting.shift();
      if (!drawn(film).length) { known.delete(film); continue; } // gone meanwhile
      const trial = new Image();
      fetching += 1;
      trial.onload = trial.onerror = () => {
        fetching -= 1;
        known.set(film, trial.naturalWidth > 0);
        if (known.get(film)) drawn(film).forEach(lay);
        fetchNext();
      };
      trial.src = `/pictures/${film}`;
    }
  };

  const look = () => {
    for (const poster of document.querySelectorAll(".poster[data-poster]")) {
      const film = poster.dataset.poster;
      if (known.get(film)) lay(poster);
      else if (!known.has(film)) {
        known.set(film, false);
        waiting.push(film);
      }
    }
    fetchNext();
  };

  const footer = document.createElement("footer");
  footer.className = "tmdb";
  const [logo, link] = [new Image(), document.createElement("a")];
  logo.alt = "TMDB";
  logo.onload = () => footer.prepend(logo);
  logo.src = "/pictures/logo";
  link.href = "https://www.themoviedb.org/";
  link.rel = "noopener noreferrer";
  link.textContent = document.currentScript.dataset.notice;
  footer.append(link);
  document.body.append(footer); // Gradio brings this script when its page stands already
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
  look();
}
