/** Builds the programs, or other entry points by their places under the build. @param folder where to, a path */
export function buildPrograms(folder: string, entryPoints?: Readonly<Record<string, string>>): Promise<void>;
/** Everything that is served or started. @param folder where to, a path */
export function buildAll(folder: string): Promise<void>;
