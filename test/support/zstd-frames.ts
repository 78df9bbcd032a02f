// Archives of zstd for tests: frames put together by hand, and one that the zstd program made (level 19, checksum).
import { Xxh64 } from "../../src/adapters/files/xxh64.ts";

interface Block {
  readonly kind: 0 | 1;
  readonly size: number;
  readonly stored: Buffer;
  readonly text: Buffer;
}

/** A block of bytes as they are. */
export function rawBlock(content: string | Buffer): Block {
  const text = Buffer.from(content);
  return { kind: 0, size: text.length, stored: text, text };
}

/** A block of one byte, many times: four bytes stored for up to 128 KB of text. */
export const rleBlock = (character: string, count: number): Block => ({
  kind: 1,
  size: count,
  stored: Buffer.from(character),
  text: Buffer.alloc(count, character),
});

/** One frame with a window of 1 MB and a checksum. */
export function zstdFrame(blocks: readonly Block[]): { stored: Buffer; text: Buffer } {
  const stored = blocks.flatMap(({ kind, size, stored: bytes }, index) => {
    const head = Buffer.alloc(3);
    head.writeUIntLE(size * 8 + kind * 2 + Number(index === blocks.length - 1), 0, 3);
    return [head, bytes];
  });
  const text = Buffer.concat(blocks.map((block) => block.text));
  const hash = new Xxh64();
  hash.update(text);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32LE(hash.low());
  const header = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x04, 10 << 3]);
  return { stored: Buffer.concat([header, ...stored, checksum]), text };
}

const day = (number: number): string => String(number).padStart(2, "0");

const order = (id: number): string =>
  [
    id,
    `customer ${(id * 7919) % 97}`,
    ((id * 104729) % 10000) / 100,
    `2026-${day((id % 12) + 1)}-${day((id % 28) + 1)}`,
  ].join(",");

export const zstdOfOrders = {
  text: (): Buffer => {
    const orders = Array.from({ length: 400 }, (_, index) => order(index + 1));
    return Buffer.from(["id,customer,amount,placed", ...orders, ""].join("\n"));
  },
  stored: Buffer.from(
    [
      "KLUv/WS+Ma1hAHo/ZSYYcEtJ2kj0T2WMVFVlIrK7d0rEZeNV4T0WdwJXAlcCdLFhBr1zKOEyTjh5qVuGq8Yp4Sqj5ikSpIxwOZdy",
      "ekaiTSjBcwbm52JtxoWOlbRChoXioBgmRrmmJmTEoHuoknUYpxwzoTQMl01W/MKofXxyRhjoC1OWOsYZb+4kkDHMSRMudcUoe47y",
      "BgxqTl2Q8uK2QZQjXvifktR3UQpDKVZ2EerGSJp1kaXJlDRdYDsuIfvFFYfEvrBmzZXce1GfUPGFC2qYm4SmxeubqhShhXsaNAl4",
      "Fi11asGaRWjh/ORSFmk1ZkEkCwznyRPzLS5gTi81W1hIG0KxrEUFmrvQgwWFdkJKWlY8GMckhxUOr6kU01U0kAdJTqwCKydItSrO",
      "ZvOSUFRhvo9J4SvKGCZLbleQ86YVrFbcNWTyDBV2PVfpk6J2TpqYIUXwbWyho0j61EmKUWCFQQtdUVyDtJuA4hKF9Wh+OTpFYcdQ",
      "jKagxMFLcClu05SqQOF+iCRkPuowl4LGR/hNktzukYFoLLUHhsDVqRJ7PS4YzkmPHhauJpjkH4WeV4j8oMwpk7w+foOVa3i4ND1x",
      "paPukOUQHeiAjmMn5XOcqSYtwcxhLo9RKstRthy6/OQgBz6bQ0G748ZPIDE77AzzlFIddZA4RWIXHMEBtgZTqNnIBmdPS5KwgQ3s",
      "ORfCa1yDIhsrsa1hDag+KVfVqAa3MDZxUoMa+G6oEv7GGzQgzZmUueEGbidYpI02aI5P8KERGoTWpiy/jAxB+oMnLQaGAB+mF6OL",
      "C8HRzVGKFhYCKxq7ZCsqBGWdRKGioBDQ4ZQk8fEQHGso5exwCBwCc7Ck50hsADQEGCCAAwUkIAwc0AACBhwQBQYwAAEGFmggABGA",
      "gNm4aW5ChdnwO1ZJvGyUcNDkbNlAV00ttsrG2Tx0Eigvxyz1J9rkSThng/LjCzYb7xTKKWRx7oKX2KhrQooVsRHuOUnrsJGlnEox",
      "NGxgywZJyIWNq30qWYQN64WhEspjo/DGxDc2KGmy5KzYuMeVCthwc8gkUF6jtrlKHV4j/BNO3rtGBgpzC5JdA0Pd1MmxrnHBaNBS",
      "0zUsXKcoVr9GIc4vTV+DssZQ0r3GP3khC9dwwzjFaY36hkjuaA30aS7Fd9Y4UyeUhJo1zIVjKSprlGuqJCBZg86Dgr01jjnB5GVr",
      "OG1eQax1zMQcrBHcTlZqWY00Tk8ssRrYGrLQrxpXz52kWTWsOWm5qkaZjVFMVA26T13uXo1jGESpuhrOm0ASqtVozVMKQzVCPUZy",
      "JzUyOAdTsJAaGG7TkudR4wJ9SHqjhoUKcyVmRY2ymxQiatDR2CR/ahw7VaEzNZw4Z+KWGrUJlqNADXQ/PzHmG2eHMUswvmH+DZ5U",
      "3RtlouklpL1B1SEUdL1xw7HLjd7w1SRK/0bRYxK73wiZQym9vpE3R5LhDSxNEKJ049x5SR66YcUpuZ4bRTVY4jI3qDytHJYbt5yb",
      "lMkNn41Vgt2N4idNKu1GyDC2/HUjcegELbiBrTmLZRtnT0ApYRv2HF/sro0im0KhWhtUH7wkVRu3ME0hpDZ8Nyex30aRxlKu3AY6",
      "O0nibBuXUwkPbZhrQyVlGRrlz8kxNOhhggn+QuN048rPQsNFUyZthUatgxUjCo1wOOGk+IA1t2Qd0mMnVA1pSQyhYe1NUc6ZUaYJ",
      "pnGKEeY7RVK8JJxLyVpWTSihqjTPJZHycqrk/EQbFJvT4fzUJDQd7VClHtIRimMm4RIdGVyTFUR0YLjHJ6dDxwXKIQueocNC2dyJ",
      "tdBR9gmXFqGDLsxRDI+O401dyEaHkwZRsoqOekpCGdCBbs5T/DzH2TZGcobnMP+TKXXnKFMYlwSyc1DdkNTVOW40V/LSOXydUEH6",
      "OYo4Njn6HCFrqlL3HNkPmliFc2AbppZmmuPqm5+k0RzW05iF7MxR1MkTmzmocHq5lzneGkLxkTl8nruE3hzFnEQpsjlC2pgkYM2R",
      "NJWCDebAdpDkleU44wRBxHLYa15ivnIUeUxqVg4KOVhiWeV4sGmFTuVw+JBJ2svREOYq53LgTZqYWo6rseUulMPqqZNqkqOcc5ZQ",
      "SA7ybQJK4ZHjps8vt5HDrjCGglXkqO0GL08iRziapvQnRxY7RGJmcmBxLIVKjqtNkuQDOawfC13eUQ5TJS7eQf3NydHdcaIJJha7",
      "w63OK8F1R2s4ZVJCd4ReDVZC/o5ET0/QvgND5txy6x0Xbuyk4Q4rTVrsaUe5Y5Qe2kHHoUueHQ9UcyhEZodDeQJJXtlRy3HKlexA",
      "n02RuG7HGT+Ycmg7zBmmJeXaUZ5LsGAHtcZKKrOO25PyYx1+Tk3Qro6SDVXM6gj1OZNS1ZG1MMFiR3Vg78Yn1NdxRZqyJLkOa3bw",
      "hLB1VE642KEOqs1RrjI47o9dnBgcfphECb/gKN2UpMyCIxQNpbyCI61zJHgKDjycTPk9OA5rXNI6OCw9JUYNjsKSYggO6k2oZDOR",
      "VikLgQJ7gybPNE0teMx36OR3SThmaS2rJk+MKs3jS5Hycggl+0Sbu1A5H+hPSElsPq5zknPI4lSKLdE1SBIQH2RPpX74uHNeEs7w",
      "YduYYOGj9smSE+EjOIwreMdH9oZMrMYHNmmu0io+rhNODAM+rM2xhZz3KNvUSRbeg/5BC+Xd4xSmKL7dw3Xzy1ndo0ZjKEX3CNfJ",
      "S6DfIwPiNKXO98CQNUTy9h73uRSkcA8LDRNKjmmP8o2lRnvQaarE6uwh1EFpmj0ccIJJuuzRUPMKGdkD7TET3x7nHKzcbQ+zTU98",
      "tQ9ZQoM9qJ07Kcp63DhpCYj1sGuMgr161J66vKwewTmHglj1yNoEEjPVA/t5Su31uIYxEkvXw5o3mEJvPao1LUkL9aDWQ0KPN8dK",
      "TEgP3ybl7ujRfmxSNXqEhqlKqKJH2s2ZFBI98GiC5T49Djs/wTI9LCROWZ6lRwUbPOkDPaifXszyjweHIRTCP/wbu+TvjxJNotDZ",
      "H+jqmMStP86GQylH9If5ao7E+D/KniDB/oMyxyVV/eM3JSHDHzYNlqDTj7rTyg39CMa5Sc+PbI1V7OYH1pMmvfLjajm1JPlhtaET",
      "ovtRxc9Z8uwHNcMElGv9eMcXS/DDbU2hnGQfrT14KWMfoc8JKcGujySbk1RaH1gfS/mrj7MwSYJGfVi4qdj7KKShkpL7oOyc2LWP",
      "52QJNfTh2riSlOFRf8qEEMMDHwYr9oXH0U04ubLwsKK5xVnhUdaxk3AKDzoctJQ9PI41RbnDw+mhC77h0UP5hfAIvclLmxmDH6gS",
      "qCAwiC6r78cBsp2RTCR5AxJQQAiY5KUDmQxvHZ8khPMr7f90yF4hb2puR/vuivgi9juhk1e+/X+sP8QW2DqDFcAYIyMlzolW3OAQ",
      "yFeXH+ZEL+feUHzLuu7l1ls+xV35hpJrIuzqRjcPd6PFiHmcJv6ukeRIdZ44KUMRwJ9WXGqivY+Gw6mYdiNRXdqgs5CvvkHnZb0w",
      "3GQishgvYFYTHBRJ9QOjEAmxG/UxqEGxj8R9Ix5AlEA07dNJfAa00zZ7xSEe2c/NxH/uzLtbIFuWAW7hRkKlkjjeKXIRLoRFhFa0",
      "SrGHmkimDk91PhcmE6k4x0ZZ3wapq9cU2fCTeIizRh429T8n7u3QKJrWNAxAE4bwNo91bvvIhg/ANLc5EaGhClOeYhOcTIo3RKud",
      "+D1I9L+4JupAUXWCIvqzj3ZZjCwRIBXU8kfiXp0H466xmy020XBeweK9imWkI2C13Sp/K47wmF0U2TXxdaU4Vg3Vk1Q3bTgR9FN3",
      "TLSnh41Lph9V7IfjRIgY93o9vQHeuPAwMpCWW8unhRQXJQI90ScipHiDD4lEYzzMuF2c0mEV+5LYxYhViA5xECqyM/SyjXACFDyw",
      "LwyCQomDcCUaZFaCbZHf8w6qWgdvow70iIAIDqDi/g2EflQtwjW1hKiOmtoW1D+aOvgrN/HLrx+zTDK2bw4Lwd2+YTLWhet7Ikw7",
      "wpwfUtsfvdj+mSxcmA5uRzqXHwP2497jEFdFNdm2TqLYmKol0O23OAexhSPhvO/jAfUd+9Q2h+lhCtnOY959KWeAWYmI9lVzaPrG",
      "LCTJtnydQvjogWMOE/Gv2o/eM/vVrhlkjqZC80MIkSjSIjYEJI7AzgcIEhZwAQ4QwABekDJAqKCdI4RWef7rpQ==",
    ].join(""),
    "base64",
  ),
} as const;
