// Asks the server to stop what a session is doing: a second connection to the very same address, encrypted as
// the first was, since the driver's own way would send the key in plain text.
import { once } from "node:events";
import { errors } from "../../../core/base/errors.ts";
import { IngestError } from "../../../core/base/ingest-error.ts";
import { transportReason } from "../sqlstate.ts";
import { dial, type Route } from "./dial.ts";
import type { RouteSession } from "./open-route.ts";
import { addressText, type ConnectionSettings } from "./settings.ts";

export interface CancelTarget extends Route, Pick<RouteSession, "isEncrypted" | "backend"> {}

/** Rejects with cannot-connect when the request could not be delivered. */
export async function sendCancel(
  settings: ConnectionSettings,
  opened: CancelTarget,
): Promise<void> {
  const limit = AbortSignal.timeout(timeoutMs);
  const address = addressText(opened.host);
  try {
    const { socket } = await dial(settings, opened, opened.isEncrypted ? "tls" : "plain", limit);
    socket.on("error", () => undefined);
    // The server closes the connection without a word once it has read the request.
    const closed = once(socket, "close", { signal: limit });
    socket.resume();
    socket.end(cancelRequest(opened.backend.processId, opened.backend.secretKey));
    await closed.finally(() => socket.destroy());
  } catch (error) {
    if (limit.aborted)
      throw errors.cannotConnect(
        address,
        `the cancel request was not taken within ${timeoutMs / 1000} s`,
        error,
      );
    if (error instanceof IngestError || !(error instanceof Error)) throw error;
    throw errors.cannotConnect(address, transportReason(error), error);
  }
}

const timeoutMs = 10_000;

function cancelRequest(processId: number, secretKey: number): Uint8Array {
  const message = new DataView(new ArrayBuffer(16));
  message.setInt32(0, 16);
  message.setInt32(4, 80_877_102);
  message.setInt32(8, processId);
  message.setInt32(12, secretKey);
  return new Uint8Array(message.buffer);
}
