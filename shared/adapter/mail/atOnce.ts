/** How many mails a run may have on their way at once, by SMTP as by SES. Stands alone, so that it is known before either library is loaded. */
export const AT_ONCE = 6
