import { h } from "preact";
import {
  busy,
  choosePhoto,
  dropPhoto,
  file,
  fillText,
  menu,
  mistake,
  photo,
  photoChosen,
  sendPhoto,
  sendPosition,
  submit,
  textKeyDown,
  toggle,
  typed,
} from "../actions";
import { t } from "../env";
import { Icon } from "./icons";

/** Where the citizen writes, and attaches a photo or a position. */
export function Composer() {
  if (photo) return <PhotoPreview />;
  return (
    <form onSubmit={submit}>
      {menu === "attach" && (
        <div class="menu">
          <button type="button" onClick={choosePhoto}>
            <Icon name="photo" />
            {t.photo}
          </button>
          <button type="button" onClick={sendPosition}>
            <Icon name="pin" />
            {t.position}
          </button>
        </div>
      )}
      <Mistake />
      <div class="row">
        <button type="button" class="icon" aria-label={t.attach} aria-expanded={menu === "attach"} onClick={() => toggle("attach")}>
          <Icon name="plus" />
        </button>
        <textarea
          ref={fillText}
          rows={1}
          aria-label={t.message}
          placeholder={t.placeholder}
          aria-invalid={!!mistake}
          aria-describedby="mistake"
          onInput={typed}
          onKeyDown={textKeyDown}
        />
        <button class="icon primary" aria-label={t.send}>
          <Icon name="send" />
        </button>
      </div>
      <input type="file" accept="image/*" hidden ref={file} onChange={photoChosen} />
    </form>
  );
}

function PhotoPreview() {
  return (
    <form onSubmit={sendPhoto}>
      <div class="row">
        <span ref={(place) => place?.replaceChildren(photo!.canvas)} />
        <p>{t.photoReady}</p>
      </div>
      <Mistake />
      <div class="row buttons">
        <button class="primary" ref={(button) => button?.focus()}>
          {busy ? t.wait : t.photoSend}
        </button>
        <button type="button" onClick={dropPhoto}>
          {t.cancel}
        </button>
      </div>
    </form>
  );
}

function Mistake() {
  return (
    <p class="mistake" id="mistake" role="alert">
      {mistake}
    </p>
  );
}
