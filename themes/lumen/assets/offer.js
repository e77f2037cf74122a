// Takes an offer off the page once its time is over, until the next build leaves it out; and counts the time that is left where the
// offer's author wants that. All it needs stands in the page; it keeps nothing and asks nobody.
(() => {
  "use strict";
  const MINUTE = 60000;
  let waiting;

  // "3 d 4 h": the two largest parts, begun minutes counted.
  const left = (element, time) => {
    const minutes = Math.ceil(time / MINUTE);
    const parts = [
      [Math.floor(minutes / 1440), element.dataset.days],
      [Math.floor(minutes / 60) % 24, element.dataset.hours],
      [minutes % 60, element.dataset.minutes],
    ];
    const first = parts.findIndex(([count]) => count > 0);
    return parts
      .slice(first, first + 2)
      .filter(([count]) => count > 0)
      .map(([count, unit]) => `${count}\u00a0${unit}`)
      .join(" ");
  };

  const look = () => {
    clearTimeout(waiting);
    let next = Infinity;
    for (const offer of document.querySelectorAll("[data-ends]")) {
      const time = Date.parse(offer.dataset.ends) - Date.now();
      if (time <= 0) {
        const around = offer.parentElement;
        offer.remove();
        if (around.classList.contains("next") && !around.childElementCount) around.remove();
        continue;
      }
      const counter = offer.querySelector("[data-left]");
      if (counter) {
        counter.lastElementChild.textContent = left(counter, time);
        counter.hidden = false;
      }
      next = Math.min(next, time % MINUTE || MINUTE);
    }
    if (next < Infinity) waiting = setTimeout(look, next + 20);
  };

  look();
  // A page that comes back from the browser's memory, or from behind others, has slept.
  addEventListener("pageshow", look);
  document.addEventListener("visibilitychange", look);
})();
