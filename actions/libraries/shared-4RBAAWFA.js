const require = (name) => { const found = process.getBuiltinModule(name); if (found === undefined) throw new Error(name + ' is no part of this program'); return found; };
import{require_dist2 as require_dist}from"./shared-UTYA7W4K.js";import"./shared-RG7CRAIN.js";export default require_dist();
