import { happyhorse } from './families/unified/happyhorse.js';
import { kling } from './families/kling.js';
import { midjourney } from './families/midjourney.js';
import { minimax } from './families/minimax.js';
import { omni } from './families/unified/omni.js';
import { otherUnified } from './families/unified/otherUnified.js';
import { familyIds, type FamilyId } from './contract/familyId.js';
import type { Provider } from './contract/provider.js';
import { runway } from './families/runway.js';
import { runwayCompat } from './families/runwayCompat.js';
import { seedance } from './families/unified/seedance.js';
import { sora } from './families/unified/sora.js';
import { vidu } from './families/unified/vidu.js';
import { veo } from './families/unified/veo.js';
import { volc } from './families/volc.js';
import { wan } from './families/unified/wan.js';
import { xai } from './families/xai.js';

const families: Readonly<Record<FamilyId, Provider>> = {
	...{ veo, seedance, kling, sora, wan, happyhorse, vidu, omni, runway, xai },
	...{ volc, minimax, midjourney, 'runway-compat': runwayCompat, unified: otherUnified },
};

/** Every API family, in the order of their ids. */
export const providers: readonly Provider[] = familyIds.map((id) => families[id]);
