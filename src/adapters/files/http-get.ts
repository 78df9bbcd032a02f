// One GET: redirects are followed within limits, a silent server is given up, and the body is not read here.
import { request as requestPlain, type IncomingMessage, type OutgoingHttpHeaders } from "node:http";
import { request as requestSecure } from "node:https";
import { sourceErrors } from "../../core/base/source-errors.ts";
import { shownAddress } from "./place.ts";

const REDIRECTS_MAX = 5;
export const SILENCE_MS_MAX = 30_000;

export const silence = (): Error =>
  new Error(`the server was silent for ${SILENCE_MS_MAX / 1000} s`);

/** What went wrong may be over in a moment. */
export class TransientHttpError extends Error {}

/** The answer of the address, or of where it sends us to; any status but a redirect. */
export async function httpGet(
  address: string,
  headers: OutgoingHttpHeaders,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  let url = checkedUrl(address);
  for (let redirects = 0; ; redirects++) {
    const answer = await getOnce(url, headers, signal);
    const { location } = answer.headers;
    if (!isRedirect(answer.statusCode) || location === undefined) return answer;
    answer.destroy();
    if (redirects === REDIRECTS_MAX)
      throw sourceErrors.addressInvalid(
        shownAddress(address),
        `it redirects more than ${REDIRECTS_MAX} times`,
      );
    url = redirectedUrl(url, location);
  }
}

/** Where a redirect leads; it may not give up encryption. */
export function redirectedUrl(from: URL, location: string): URL {
  if (!URL.canParse(location, from.href))
    throw sourceErrors.addressInvalid(shownAddress(from.href), "it redirects to no URL");
  const to = checkedUrl(new URL(location, from).href);
  if (from.protocol === "https:" && to.protocol !== "https:")
    throw sourceErrors.addressInvalid(
      shownAddress(from.href),
      `it redirects to ${shownAddress(to.href)}, which is not encrypted`,
    );
  return to;
}

/** Throws for what is no address, and for one that holds a user or a password. */
export function checkedUrl(address: string): URL {
  if (!URL.canParse(address)) throw sourceErrors.addressInvalid(address, "it is not a URL");
  const url = new URL(address);
  if (url.protocol !== "https:" && url.protocol !== "http:")
    throw sourceErrors.addressInvalid(shownAddress(address), `${url.protocol} is not read`);
  if (url.username !== "" || url.password !== "")
    throw sourceErrors.addressCredentials(shownAddress(address));
  return url;
}

function getOnce(
  url: URL,
  headers: OutgoingHttpHeaders,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  // Range and length are those of the stored bytes: no transfer encoding on top of them.
  const options = { headers: { "accept-encoding": "identity", ...headers }, signal };
  const send = url.protocol === "https:" ? requestSecure : requestPlain;
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => request.destroy(silence()), SILENCE_MS_MAX);
    const request = send(url, options, resolve);
    request.once("close", () => clearTimeout(timer));
    request.once("response", () => clearTimeout(timer));
    request.once("error", (error) => reject(signal.aborted ? error : connectError(url, error)));
    request.end();
  });
}

/** A name that nobody has and a certificate that nobody vouches for do not mend themselves in half a minute. */
function connectError(url: URL, error: Error): Error {
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  const shown = shownAddress(url.href);
  if (code === "ENOTFOUND") return sourceErrors.addressUnknown(shown, url.hostname);
  if (/^(CERT_|ERR_TLS_|ERR_SSL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_)/.test(code))
    return sourceErrors.addressUntrusted(shown, error.message);
  return new TransientHttpError(error.message, { cause: error });
}

const isRedirect = (status: number | undefined): boolean =>
  status !== undefined && [301, 302, 303, 307, 308].includes(status);
