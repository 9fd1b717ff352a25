const require = (name) => { const found = process.getBuiltinModule(name); if (found === undefined) throw new Error(name + ' is no part of this program'); return found; };
import"./shared-RG7CRAIN.js";var fromLoginCredentials=()=>()=>Promise.reject(new Error("login_session is not supported"));export{fromLoginCredentials};
