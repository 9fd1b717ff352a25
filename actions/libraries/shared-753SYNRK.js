const require = (name) => { const found = process.getBuiltinModule(name); if (found === undefined) throw new Error(name + ' is no part of this program'); return found; };
var defaultProvider=()=>()=>Promise.reject(new Error("the program has given no credentials"));export{defaultProvider};
