import type { Dictionary } from './index';
import { useWords } from './index';
import { after } from './words/after';
import { alarm } from './words/alarm';
import { casework } from './words/casework';
import { connector } from './words/connector';
import { discretion } from './words/discretion';
import { duty } from './words/duty';
import { exchange } from './words/exchange';
import { field } from './words/field';
import { file } from './words/file';
import { flow } from './words/flow';
import { force } from './words/force';
import { fourparty } from './words/fourparty';
import { govern } from './words/govern';
import { grid } from './words/grid';
import { hazard } from './words/hazard';
import { incident } from './words/incident';
import { intake } from './words/intake';
import { kit } from './words/kit';
import { law } from './words/law';
import { limit } from './words/limit';
import { map } from './words/map';
import { nature } from './words/nature';
import { onemap } from './words/onemap';
import { plan } from './words/plan';
import { push } from './words/push';
import { recording } from './words/recording';
import { register } from './words/register';
import { report } from './words/report';
import { response } from './words/response';
import { risk } from './words/risk';
import { room } from './words/room';
import { rule } from './words/rule';
import { shell } from './words/shell';
import { sign } from './words/sign';
import { stock } from './words/stock';
import { term } from './words/term';
import { warn } from './words/warn';
import { warning } from './words/warning';

export const deskWords = { after, alarm, casework, connector, discretion, duty, exchange, field, file, flow, force, fourparty, govern, grid, hazard, incident, intake, kit, law, limit, map, nature, onemap, plan, push, recording, register, report, response, risk, room, rule, shell, sign, stock, term, warn, warning } satisfies Dictionary;

type D = typeof deskWords;
/** Every word of the desk client: "alarm.acknowledge". A key that does not exist does not compile. */
export type Key = { [G in keyof D & string]: `${G}.${keyof D[G] & string}` }[keyof D & string];

export const useT = () => useWords<Key>();
export type T = ReturnType<typeof useT>['t'];
