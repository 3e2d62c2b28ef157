/** The path in a `sqlite://` address. */
export const storeFile = (url: string): string => url.replace(/^sqlite:\/\//u, '');
