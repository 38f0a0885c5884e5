import { h } from "preact";

/** Outlines on a 24 × 24 grid, drawn with the text's colour. */
const PATHS = {
  chat: "M4 5h16v11h-9l-5 4v-4H4z",
  close: "M6 6l12 12M18 6L6 18",
  more: "M5 7h14M5 12h14M5 17h14",
  send: "M5 12h13M12 6l6 6-6 6",
  plus: "M12 5v14M5 12h14",
  photo: "M4 8h4l1-2h6l1 2h4v11H4zM12 10a3 3 0 1 0 0 6 3 3 0 0 0 0-6",
  pin: "M12 21c4-4 6-8 6-11a6 6 0 1 0-12 0c0 3 2 7 6 11zM12 8a2 2 0 1 0 0 4 2 2 0 0 0 0-4",
  phone: "M5 4h4l2 5-2 1a11 11 0 0 0 5 5l1-2 5 2v4a16 16 0 0 1-15-15z",
  mail: "M4 6h16v12H4zM4 7l8 6 8-6",
  link: "M14 5h5v5M19 5l-8 8M17 14v5H5V7h5",
  up: "M7 11v9H4v-9zl4-7c2 0 2 1 2 5h6l-2 11H7",
  down: "M17 13V4h3v9zl-4 7c-2 0-2-1-2-5H5L7 4h10",
  bot: "M5 8h14v11H5zM12 8V4M9 13v.01M15 13v.01",
  lock: "M6 11h12v9H6zM8 11V8a4 4 0 0 1 8 0v3",
  person: "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8M5 20c1-7 13-7 14 0",
};

export type IconName = keyof typeof PATHS;

/** A decorative icon: the words beside it, or the button's label, say what it means. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
