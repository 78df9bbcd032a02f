// What can go wrong between the stored bytes and their text: archives, several files, standard input, addresses.
import { IngestError, user } from "./ingest-error.ts";

const MB = 1_048_576;

/** Beside `errors`: the factory's name is the error's code in kebab-case. */
export const sourceErrors = {
  // One file.
  sourceReplaced: (file: string, difference: string) =>
    user(
      "source-replaced",
      `${file} changed while it was read: ${difference}`,
      "what was committed stays; let its writer finish, then resume if its content is the same again, or load the new content with --load-id NAME",
      { file },
    ),

  // Archives.
  sourceCorrupt: (file: string, byteOffset: number, reason: string) =>
    user(
      "source-corrupt",
      `${file} is corrupt at or shortly before its byte ${byteOffset}: ${reason}`,
      "what was committed stays; test the file with gzip -t or zstd -t, repair it or fetch it again under the same name, and resume: the load goes on if the text of what is committed is the same (with --atomic, readers never see a part)",
      { file, byteOffset },
    ),
  sourceNotPacked: (file: string, packing: string) =>
    user(
      "source-not-packed",
      `${file} has the name of a ${packing} file, but does not begin as one`,
      "check how it was written; if it is not compressed, give it another name",
      { file, byteOffset: 0 },
    ),
  packingUnknown: (file: string, packing: string) =>
    user(
      "packing-unknown",
      `${file} is a ${packing} archive, which is not read`,
      "unpack it first, or pipe its content: UNPACK FILE | rowmill load - --into TABLE",
      { file, byteOffset: 0 },
    ),
  formatUnknown: (file: string, what: string) =>
    user(
      "format-unknown",
      `${file} is ${what}, which is not read`,
      "export it as CSV or JSON Lines, or write Parquet and call it *.parquet",
      { file, byteOffset: 0 },
    ),
  sourceBomb: (file: string, byteOffset: number, ratioMax: number) =>
    user(
      "source-bomb",
      `${file} unpacks to more than ${ratioMax} times its size`,
      "what was committed stays; if it really repeats itself so much, raise --max-ratio",
      { file, byteOffset },
    ),
  windowTooLarge: (file: string, byteOffset: number, windowBytes: number, bytesMax: number) =>
    user(
      "window-too-large",
      `${file} needs a window of ${Math.ceil(windowBytes / MB)} MB to unpack; at most ${Math.round(bytesMax / MB)} MB are used`,
      "compress it again without --ultra --long=28 or more, or unpack it first",
      { file, byteOffset },
    ),

  // Standard input.
  sourceOnce: (what: string) =>
    user(
      "source-once",
      `${what} comes once, and this needs it twice`,
      "write it to a file first, and name the file",
    ),
  sourceOnceNewTable: (what: string) =>
    user(
      "source-once-new-table",
      `${what} comes once, and the types of a new table are inferred over all of it before it is loaded`,
      "make the table first, or write the data to a file; rowmill sniff FILE shows the types",
    ),
  sourceNotAlone: (what: string) =>
    user(
      "source-not-alone",
      `${what} cannot be one of several files`,
      "load it on its own: a resume could not find its place among them",
    ),

  // Addresses.
  addressInvalid: (address: string, problem: string) =>
    user(
      "address-invalid",
      `${address} cannot be loaded from: ${problem}`,
      "give an http:// or https:// address that answers without a login",
    ),
  addressCredentials: (address: string) =>
    user(
      "address-credentials",
      `the address of ${address} holds a user or a password, which plan, ledger and process list would show`,
      "download the file with a tool that keeps them, and pipe it: TOOL | rowmill load - --into TABLE",
    ),
  addressRefused: (address: string, status: number) =>
    user(
      "address-refused",
      `${address} answered with HTTP status ${status}`,
      "check the address, and that it may be read without a login",
    ),
  addressScheme: (address: string, scheme: string) =>
    user(
      "address-scheme",
      `${address}: ${scheme} addresses are not read, only http and https`,
      "fetch it first, or pipe it: aws s3 cp s3://BUCKET/KEY - | rowmill load - --into TABLE",
    ),
  addressUnknown: (address: string, host: string) =>
    user(
      "address-unknown",
      `${address} cannot be reached: no host is called ${host}`,
      "check the address and this machine's name servers",
    ),
  addressUntrusted: (address: string, reason: string) =>
    user(
      "address-untrusted",
      `the server of ${address} does not prove who it is: ${reason}`,
      "if it is yours, name the certificate of its authority with the environment variable NODE_EXTRA_CA_CERTS",
    ),
  addressLost: (address: string, byteOffset: number, reason: string) =>
    new IngestError({
      kind: "transient",
      code: "address-lost",
      message: `${address} ${byteOffset === 0 ? "gave nothing" : `broke off at byte ${byteOffset}`}, and trying again did not help: ${reason}`,
      hint: "what was committed stays; `rowmill resume` goes on when the server answers again",
      place: { file: address, byteOffset },
    }),

  // Several files.
  noFileMatches: (pattern: string) =>
    user(
      "no-file-matches",
      `no file matches ${pattern}`,
      "check the pattern; it is read relative to the current folder, and in quotes by Rowmill, not by the shell",
    ),
  tooManyFiles: (pattern: string, filesMax: number) =>
    user(
      "too-many-files",
      `with ${pattern} the load has more than ${filesMax} files`,
      "load them in several loads, or join them first",
    ),
  filesDiffer: (file: string, first: string, difference: string) =>
    user(
      "files-differ",
      `${file} is not of one form with ${first}: ${difference}`,
      "load it on its own; the files of one load have one dialect and the same fields in the same order",
      { file, line: 1 },
    ),
  fileLoadedAlready: (file: string, loadId: string) =>
    user(
      "file-loaded-already",
      `${file} is in this table already, by load ${loadId}`,
      "leave the file out, or load all of them again on purpose with --load-id NAME",
      { file },
    ),
} as const;
