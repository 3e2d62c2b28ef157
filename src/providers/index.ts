import type { Provider } from './provider.js';
import { seedance } from './seedance.js';
import { sora } from './sora.js';
import { veo } from './veo.js';

/** Every API family. The first that knows a model nobody has met adopts it, so the ones with general limits stand last. */
export const providers: readonly Provider[] = [veo, seedance, sora];
