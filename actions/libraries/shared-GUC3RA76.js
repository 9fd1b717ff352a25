const require = (name) => { const found = process.getBuiltinModule(name); if (found === undefined) throw new Error(name + ' is no part of this program'); return found; };
import"./shared-RG7CRAIN.js";var fromHttp=()=>()=>Promise.reject(new Error("credential_source is not supported in a profile"));export{fromHttp};
