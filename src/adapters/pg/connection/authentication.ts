// Watches how the server asks us to log in and breaks off, before any password is sent, where that is weaker
// than channel_binding or require_auth demand. The driver can do channel binding but not insist on it.
import type { Connection } from "pg";
import { errors } from "../../../core/base/errors.ts";
import type { IngestError } from "../../../core/base/ingest-error.ts";
import type { AuthMethod, ConnectionSettings } from "./settings.ts";

export interface AuthenticationGuard {
  /** Why the login was broken off; it must be asked once more when the driver believes to be connected. */
  readonly refusal: IngestError | null;
}

/** Attach before the driver does: listeners run in order, and this one must see each request first. */
export function guardAuthentication(
  connection: Connection,
  rules: Pick<ConnectionSettings, "channelBinding" | "authMethods">,
  address: string,
): AuthenticationGuard {
  const guard: { refusal: IngestError | null } = { refusal: null };
  let step: "start" | "asked" | "proving" = "start";
  const refuse = (reason: string) => {
    guard.refusal ??= errors.authenticationRefused(address, reason);
    connection.stream.destroy(guard.refusal);
  };
  const asked = (method: AuthMethod, canBind: boolean) => {
    if (method !== "none") step = "asked";
    if (rules.authMethods?.has(method) === false)
      refuse(`the server asks for "${method}", which require_auth leaves out`);
    else if (rules.channelBinding === "require" && !canBind)
      refuse("the server does not offer the channel binding that channel_binding=require demands");
  };
  connection.on("authenticationCleartextPassword", () => asked("password", false));
  connection.on("authenticationMD5Password", () => asked("md5", false));
  connection.on("authenticationSASL", (message: unknown) => {
    asked("scram-sha-256", mechanismsOf(message).includes("SCRAM-SHA-256-PLUS"));
    step = "proving";
  });
  connection.on("authenticationSASLFinal", () => {
    step = "asked";
  });
  connection.on("authenticationOk", () => {
    if (step === "start") asked("none", false);
    // RFC 5802: the server, too, proves that it knows the password. One that skips it may be anybody.
    if (step === "proving")
      refuse("the server let us in without proving that it knows the password");
  });
  return guard;
}

function mechanismsOf(message: unknown): readonly unknown[] {
  const isObject = typeof message === "object" && message !== null;
  return isObject && "mechanisms" in message && Array.isArray(message.mechanisms)
    ? message.mechanisms
    : [];
}
