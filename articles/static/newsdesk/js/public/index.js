// @ts-check
/** The public pages: times in the reader's zone, and the switch of the theme. */
import { enableThemeSwitch } from "./theme_switch.js";
import { showLocalTimes } from "./local_times.js";

showLocalTimes(document);
enableThemeSwitch();
