// Why a login failed, in words that say what to change. Network trouble and full servers are worth another try;
// what the user got wrong is not.
import { errors } from "../../../core/base/errors.ts";
import { IngestError } from "../../../core/base/ingest-error.ts";
import { isServerError, toIngestError, transportReason, type ServerError } from "../sqlstate.ts";
import type { Encryption, Route } from "./dial.ts";
import { addressText, type ConnectionSettings } from "./settings.ts";

export interface LoginWay {
  readonly route: Route;
  readonly encryption: Encryption;
  readonly isEncrypted: boolean;
}

export function loginError(
  error: unknown,
  settings: ConnectionSettings,
  way: LoginWay,
): IngestError {
  if (error instanceof IngestError) return error;
  const address = addressText(way.route.host);
  if (!isServerError(error)) {
    const reason = error instanceof Error ? transportReason(error) : String(error);
    const isCut = reason === "Connection terminated unexpectedly";
    return errors.cannotConnect(
      address,
      isCut ? "the server ended the connection during the login" : reason,
      error,
    );
  }
  if (error.code === "28P01") {
    return errors.passwordWrong(
      settings.user,
      address,
      settings.origins.get("password") ?? "nowhere",
    );
  }
  // The routine's name tells pg_hba.conf from a role that may not log in, in whatever language the server speaks.
  if (error.code !== "28000" || error.routine !== "ClientAuthentication") return startError(error);
  // "SSL off" is version 13's and 14's way to put it.
  const wantsTls =
    !way.isEncrypted && way.encryption === "plain" && /no encryption|SSL off/.test(error.message);
  return wantsTls ? errors.tlsRequired(address) : errors.accessForbidden(address, error.message);
}

/** No record is at fault yet: a value that the server refuses now comes from options or the environment. */
function startError(error: ServerError): IngestError {
  const usual = toIngestError(error);
  if (usual.kind !== "data") return usual;
  return errors.server({
    kind: "user",
    sqlstate: error.code,
    message: error.message,
    hint: "check options, PGOPTIONS, PGTZ and PGDATESTYLE",
    cause: error,
  });
}
