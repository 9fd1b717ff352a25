const require = (name) => { const found = process.getBuiltinModule(name); if (found === undefined) throw new Error(name + ' is no part of this program'); return found; };
var fromLoginCredentials=()=>()=>Promise.reject(new Error("login_session is not supported"));export{fromLoginCredentials};
