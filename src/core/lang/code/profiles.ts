// Which profile reads which language.
import type { CodeLanguage } from "./document.ts";
import { csharp } from "./languages/csharp.ts";
import { go } from "./languages/go.ts";
import { java } from "./languages/java.ts";
import { python } from "./languages/python.ts";
import { scala } from "./languages/scala.ts";
import { typescript } from "./languages/typescript.ts";
import type { Profile } from "./profile.ts";

export const PROFILES: Readonly<Record<CodeLanguage, Profile>> = {
  python,
  java,
  typescript,
  javascript: typescript,
  go,
  scala,
  csharp,
};
