/* OIDs of extended key usages (RFC 5280 section 4.2.1.12). */

export const CODE_SIGNING = '1.3.6.1.5.5.7.3.3';
export const TIME_STAMPING = '1.3.6.1.5.5.7.3.8';
/** `anyExtendedKeyUsage`: allows every purpose. */
export const ANY_PURPOSE = '2.5.29.37.0';
