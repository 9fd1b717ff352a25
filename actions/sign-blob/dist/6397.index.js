export const id = 6397;
export const ids = [6397];
export const modules = {

/***/ 56397:
/***/ ((module) => {

throw new Error("kerberos is no part of this program");


/***/ })

};
