// A TCP port on 127.0.0.1 that nobody listens on at this moment.
import { createServer } from "node:net";

export function freePort(): Promise<number> {
  return new Promise((resolvePort, reject) => {
    const probe = createServer().on("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolvePort(typeof address === "object" ? (address?.port ?? 0) : 0));
    });
  });
}
