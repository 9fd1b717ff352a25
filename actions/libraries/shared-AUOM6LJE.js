const require = (name) => { const found = process.getBuiltinModule(name); if (found === undefined) throw new Error(name + ' is no part of this program'); return found; };
import"./shared-RG7CRAIN.js";var fromProcess=()=>()=>Promise.reject(new Error("credential_process is not supported: no program is started"));export{fromProcess};
