// The page's own buttons open the widget, as any commune's site can make them do (docs/widget.md).
"use strict";

document.addEventListener("guichet:ready", () => {
  for (const block of document.querySelectorAll("[data-assistant]")) block.hidden = false;
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-open], button[data-ask]");
    if (!button) return;
    if (button.dataset.ask) window.Guichet.send(button.dataset.ask);
    else window.Guichet.open();
  });
});
