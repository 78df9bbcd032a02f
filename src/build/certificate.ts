// A certificate authority and a server certificate for 127.0.0.1, made afresh for one test server:
// no key lies in the repository and no openssl is needed. Only as much X.509 as that takes.
import { generateKeyPairSync, randomBytes, sign, type KeyObject } from "node:crypto";

export interface Certificates {
  /** The authority's certificate: what a client gives as sslrootcert. */
  readonly rootPem: string;
  readonly serverPem: string;
  readonly serverKeyPem: string;
}

export function makeCertificates(): Certificates {
  const authority = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const server = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const issuer = { name: "Rowmill test authority", key: authority.privateKey };
  return {
    rootPem: certificate(issuer, issuer.name, authority.publicKey, [
      extension("2.5.29.19", sequence(boolean(true)), true),
    ]),
    serverPem: certificate(issuer, "localhost", server.publicKey, [
      extension("2.5.29.17", sequence(dnsName("localhost"), ipName([127, 0, 0, 1])), false),
    ]),
    serverKeyPem: server.privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  };
}

interface Issuer {
  readonly name: string;
  readonly key: KeyObject;
}

function certificate(
  issuer: Issuer,
  subject: string,
  publicKey: KeyObject,
  extensions: readonly Buffer[],
): string {
  const ecdsaWithSha256 = sequence(objectId("1.2.840.10045.4.3.2"));
  const serial = randomBytes(16);
  // A serial number is a positive integer: neither its sign bit nor a padding zero may show.
  serial[0] = 0x40 | ((serial[0] ?? 0) & 0x3f);
  const body = sequence(
    tagged(0xa0, tagged(0x02, Buffer.from([2]))),
    tagged(0x02, serial),
    ecdsaWithSha256,
    commonName(issuer.name),
    sequence(utcTime("200101000000Z"), utcTime("491231235959Z")),
    commonName(subject),
    publicKey.export({ type: "spki", format: "der" }),
    tagged(0xa3, sequence(...extensions)),
  );
  const signature = sign("sha256", body, issuer.key);
  const whole = sequence(body, ecdsaWithSha256, tagged(0x03, Buffer.from([0]), signature));
  const base64 = whole.toString("base64").replace(/.{1,64}/g, "$&\n");
  return `-----BEGIN CERTIFICATE-----\n${base64}-----END CERTIFICATE-----\n`;
}

function commonName(name: string): Buffer {
  const attribute = sequence(objectId("2.5.4.3"), tagged(0x0c, Buffer.from(name)));
  return sequence(tagged(0x31, attribute));
}

function extension(id: string, value: Buffer, isCritical: boolean): Buffer {
  const critical = isCritical ? [boolean(true)] : [];
  return sequence(objectId(id), ...critical, tagged(0x04, value));
}

function tagged(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const length = content.length;
  const head =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...head]), content]);
}

const sequence = (...parts: readonly Buffer[]) => tagged(0x30, ...parts);
const boolean = (value: boolean) => tagged(0x01, Buffer.from([value ? 0xff : 0]));
const utcTime = (text: string) => tagged(0x17, Buffer.from(text));
const dnsName = (name: string) => tagged(0x82, Buffer.from(name));
const ipName = (bytes: readonly number[]) => tagged(0x87, Buffer.from(bytes));

function objectId(dotted: string): Buffer {
  const [first = 0, second = 0, ...others] = dotted.split(".").map(Number);
  return tagged(0x06, Buffer.from([first * 40 + second, ...others.flatMap(base128)]));
}

function base128(value: number): number[] {
  const digits = [value & 0x7f];
  for (let left = value >> 7; left > 0; left >>= 7) digits.unshift((left & 0x7f) | 0x80);
  return digits;
}
