// Opens one session on the first host that suits, with libpq's order of hosts, addresses and fallbacks.
import { randomInt } from "node:crypto";
import { lookup } from "node:dns/promises";
import { once } from "node:events";
import { errors } from "../../../core/base/errors.ts";
import { IngestError } from "../../../core/base/ingest-error.ts";
import { transportReason } from "../sqlstate.ts";
import { sendCancel } from "./cancel.ts";
import type { Route } from "./dial.ts";
import { openRoute, type OpenOptions, type RouteSession } from "./open-route.ts";
import type { WantedSession } from "./session-facts.ts";
import {
  addressText,
  isSocketFolder,
  type ConnectionSettings,
  type HostAddress,
} from "./settings.ts";

/** A session and where it is: the host as named, and the address its name stood for. */
export interface OpenedClient extends RouteSession, Route {}

/**
 * Rejects with an IngestError: of kind "user" at once (a wrong password is not tried on every host), else when no
 * host is left. Rejects with the signal's reason when it aborts. Nothing is left open then.
 */
export async function openClient(
  settings: ConnectionSettings,
  options: OpenOptions,
  signal: AbortSignal,
): Promise<OpenedClient> {
  const wanted = settings.targetSessionAttrs;
  if (wanted !== "prefer-standby") return openFirst(settings, wanted, options, signal);
  try {
    return await openFirst(settings, "standby", options, signal);
  } catch (error) {
    if (signal.aborted || !(error instanceof IngestError) || error.kind !== "transient")
      throw error;
    return openFirst(settings, "any", options, signal);
  }
}

/**
 * Resolves when the server has taken the request, which says nothing of its success: the session answers with
 * 57014 if there was something to stop. Rejects with cannot-connect.
 */
export async function requestCancel(
  settings: ConnectionSettings,
  opened: OpenedClient,
): Promise<void> {
  await sendCancel(settings, opened);
}

async function openFirst(
  settings: ConnectionSettings,
  wanted: WantedSession,
  options: OpenOptions,
  signal: AbortSignal,
): Promise<OpenedClient> {
  const failures: IngestError[] = [];
  for (const host of inOrder(settings.hosts, settings)) {
    // What may be well again, or be well elsewhere, is kept and the next one tried; all else ends the search.
    const attempt = async <T>(work: () => Promise<T>): Promise<T | null> => {
      try {
        return await work();
      } catch (error) {
        if (signal.aborted || !(error instanceof IngestError) || error.kind !== "transient")
          throw error;
        options.log.debug("address passed over", {
          host: addressText(host),
          reason: error.message,
        });
        failures.push(error);
        return null;
      }
    };
    const addresses = (await attempt(() => addressesOf(host, signal))) ?? [];
    for (const address of inOrder(addresses, settings)) {
      const route = { host, address };
      const opened = await attempt(() =>
        openRoute(settings, route, { ...options, wanted }, signal),
      );
      if (opened !== null) return { ...opened, ...route };
    }
  }
  throw summed(failures);
}

/** A name may stand for several addresses, and libpq tries them all. */
async function addressesOf(host: HostAddress, signal: AbortSignal): Promise<readonly string[]> {
  if (host.address !== null) return [host.address];
  if (isSocketFolder(host.host)) return [host.host];
  signal.throwIfAborted();
  const aborted = new AbortController();
  const stop = once(signal, "abort", { signal: aborted.signal });
  try {
    const found = await Promise.race([
      lookup(host.host, { all: true, verbatim: true }),
      stop.then(() => []),
    ]);
    signal.throwIfAborted();
    return found.map(({ address }) => address);
  } catch (error) {
    if (signal.aborted) throw error;
    const reason = error instanceof Error ? transportReason(error) : String(error);
    throw errors.cannotConnect(addressText(host), reason, error);
  } finally {
    stop.catch(() => undefined);
    aborted.abort();
  }
}

function inOrder<T>(items: readonly T[], settings: ConnectionSettings): readonly T[] {
  if (settings.loadBalanceHosts === "disable") return items;
  const shuffled = [...items];
  for (let last = shuffled.length - 1; last > 0; last--) {
    const [taken] = shuffled.splice(randomInt(last + 1), 1);
    if (taken !== undefined) shuffled.push(taken);
  }
  return shuffled;
}

function summed(failures: readonly IngestError[]): IngestError {
  const [first] = failures;
  const reasons = [...new Set(failures.map(({ message }) => message))];
  return reasons.length === 1 && first !== undefined ? first : errors.noSuitableHost(reasons);
}
