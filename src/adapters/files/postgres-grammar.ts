// PostgreSQL's grammar by its names: a chunk that is imported late gives those of a module, and of a CommonJS package
// only its default.
export { fingerprintSync, loadModule, parseSync } from "libpg-query";
