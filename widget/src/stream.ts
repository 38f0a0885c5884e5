/** Milliseconds of silence after which a stream is taken for dead; the server's heartbeat comes every 15 s. */
const SILENCE = 40_000;

/**
 * Reads server-sent events (WHATWG HTML §9.2) from a response; returns when the stream ends.
 *
 * Of the format it reads what our server writes: lines end with LF and an event has one line of data.
 * `fetch` and not EventSource, which cannot send the token in a header.
 */
export async function readEvents(
  response: Response,
  abort: () => void,
  onEvent: (event: string, data: string) => void,
): Promise<void> {
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let buffer = "";
  for (;;) {
    const silence = setTimeout(abort, SILENCE);
    const { done, value } = await reader.read().finally(() => clearTimeout(silence));
    if (done) return;
    buffer += value;
    const blocks = buffer.split("\n\n");
    buffer = blocks.pop()!;
    for (const block of blocks) {
      const data = /^data: (.*)/m.exec(block);
      if (data) onEvent(/^event: (.*)/m.exec(block)?.[1] ?? "message", data[1]!);
    }
  }
}
