// Signs that a password stands where none belongs, because a connection string was put together wrongly. Such a text
// must not be repeated, nor sent to a server as the name of something: names are in errors and logs.

/** "password=x", "Pwd = x", "client_secret=x" anywhere in the text. */
export const assignsPassword = (text: string): boolean =>
  /(?:password|passwd|pwd|secret|scram_client_key)['"\s]*=\s*[^\s&]/i.test(text);

/** "user:x@host" anywhere in the text; the colon of "postgresql://" or of a drive of Windows does not count. */
export const holdsLogin = (text: string): boolean =>
  /(?::|%3a).*@/is.test(text.replace(/^\W*[a-z][a-z0-9+.-]*:[\\/]{1,3}/i, ""));

export const secretKeys: readonly string[] = [
  ...["password", "sslpassword", "oauth_client_secret", "scram_client_key"],
];

const nameKeys: readonly string[] = ["service", "host", "hostaddr", "port", "dbname", "user"];

/** Whether the value of a keyword that is not secret holds a password all the same. */
export function spillsPassword(key: string, value: string): boolean {
  if (secretKeys.includes(key)) return false;
  if (nameKeys.includes(key)) return assignsPassword(value) || holdsLogin(value);
  // An application may be called "password=no", but not "x;password=no".
  return assignsPassword(/[;,&?].*/s.exec(value)?.[0] ?? "");
}
