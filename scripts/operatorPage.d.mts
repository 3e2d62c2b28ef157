/** Compiles the operator's page. @param folder where to; `dist/operator-page` by default */
export function buildOperatorPage(folder?: URL): Promise<void>;
