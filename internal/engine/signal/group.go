package signal

import (
	"context"
	"fmt"
	"strings"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/identity"
	"anlan/internal/base/store"
)

// shown are the states that a group counts: those that an operator is told of.
const shown = "('unacknowledged', 'acknowledged', 'returned', 'latched-unacknowledged', 'latched-acknowledged')"

// notHidden are the same states of open alarms by those that are not among them. No index can be used for it: PostgreSQL would
// else look for all open alarms once for each site.
const notHidden = "state NOT IN ('shelved', 'suppressed', 'out-of-service')"

// SiteGroup is the open alarms of one site. FirstOut is the alarm that came first: what set off the others.
type SiteGroup struct {
	Site           string        `bun:"site" json:"site"`
	SiteName       string        `bun:"site_name" json:"site_name"`
	Area           string        `bun:"area" json:"area"`
	AreaName       string        `bun:"area_name" json:"area_name"`
	Count          int           `bun:"n" json:"count"`
	Waiting        int           `bun:"waiting" json:"waiting" doc:"that nobody has acknowledged"`
	Worst          Severity      `bun:"-" json:"worst"`
	WorstRank      int           `bun:"worst" json:"-"`
	WorstWaiting   int           `bun:"worst_waiting" json:"-"`
	Newest         clock.Instant `bun:"newest" json:"newest"`
	NewestID       string        `bun:"newest_id" json:"newest_id" doc:"the last alarm that the group tells of: acts on the group go up to it"`
	FirstID        string        `bun:"first_id" json:"-"`
	FirstOut       *Alarm        `bun:"-" json:"first_out"`
	Owners         int           `bun:"owners" json:"owners" doc:"how many people deal with its alarms"`
	Chattering     int           `bun:"chattering" json:"chattering"`
	HiddenByDesign int           `bun:"-" json:"hidden" doc:"alarms of the site that are suppressed, shelved or out of service"`
}

const severityRank = "CASE severity WHEN 'critical' THEN 0 WHEN 'high' THEN 1 WHEN 'medium' THEN 2 ELSE 3 END"

// mostGroups is how many groups are listed; the worst are.
const mostGroups = 500

// Groups lists the open alarms in the scope by site: those with unacknowledged alarms first, the worst first, and of those
// the newest. more tells that there are others. It reads open alarms alone, so it is quick however many have been.
func (e *Engine) Groups(ctx context.Context, scope identity.Scope) (out []SiteGroup, more bool, err error) {
	where, args := scope.SQL("area")
	out = []SiteGroup{}
	err = e.DB.Read().NewRaw(`SELECT site, max(site_name) AS site_name, min(area) AS area, max(area_name) AS area_name, count(*) AS n,
		sum(CASE WHEN state IN ('unacknowledged', 'returned', 'latched-unacknowledged') THEN 1 ELSE 0 END) AS waiting, min(`+severityRank+`) AS worst,
		min(CASE WHEN state IN ('unacknowledged', 'returned', 'latched-unacknowledged') THEN `+severityRank+` ELSE 9 END) AS worst_waiting,
		max(raised_at) AS newest, max(id) AS newest_id, count(DISTINCT CASE WHEN owner <> '' THEN owner END) AS owners, sum(CASE WHEN chatter THEN 1 ELSE 0 END) AS chattering,
		'' AS first_id FROM signal_alarm WHERE state <> 'normal' AND state IN `+shown+` AND `+where+` GROUP BY site ORDER BY worst_waiting, worst, newest DESC, site LIMIT ?`,
		append(args, mostGroups+1)...).Scan(ctx, &out)
	if err != nil {
		return nil, false, fmt.Errorf("groups of alarms: %w", err)
	}
	if more = len(out) > mostGroups; more {
		out = out[:mostGroups]
	}
	if err := e.firstOuts(ctx, scope, out); err != nil {
		return nil, false, err
	}
	return out, more, e.hiddenOf(ctx, scope, out)
}

// firstOuts finds the first alarm of each group: by when it came in, and of those that came together by the device's time.
func (e *Engine) firstOuts(ctx context.Context, scope identity.Scope, groups []SiteGroup) error {
	if len(groups) == 0 {
		return nil
	}
	place := map[string]*SiteGroup{}
	for i := range groups {
		groups[i].Worst = rankSeverity(groups[i].WorstRank)
		place[groups[i].Site] = &groups[i]
	}
	where, args := scope.SQL("area")
	var list []Alarm
	sites := make([]any, 0, len(groups)+len(args))
	for i := range groups {
		sites = append(sites, groups[i].Site)
	}
	// One look into the index of a site for each: however many alarms there are, the first is read alone.
	err := e.DB.Read().NewRaw("WITH g (site) AS (VALUES "+strings.Repeat("(?), ", len(groups)-1)+"(?)) SELECT "+alarmColumns+` FROM signal_alarm WHERE id IN
		(SELECT (SELECT id FROM signal_alarm WHERE site = g.site AND state <> 'normal' AND `+notHidden+" AND "+where+" ORDER BY raised_at, observed_at, id LIMIT 1) FROM g)",
		append(sites, args...)...).Scan(ctx, &list)
	if err != nil {
		return fmt.Errorf("groups of alarms: %w", err)
	}
	for i := range list {
		if g := place[list[i].Site]; g != nil {
			g.FirstOut, g.FirstID = &list[i], list[i].ID
		}
	}
	return nil
}

func rankSeverity(rank int) Severity {
	return []Severity{Critical, High, Medium, Low}[min(max(rank, 0), 3)]
}

func (e *Engine) hiddenOf(ctx context.Context, scope identity.Scope, groups []SiteGroup) error {
	where, args := scope.SQL("area")
	var rows []struct {
		Site string `bun:"site"`
		N    int    `bun:"n"`
	}
	err := e.DB.Read().NewRaw("SELECT site, count(*) AS n FROM signal_alarm WHERE state IN ('suppressed', 'shelved', 'out-of-service') AND "+where+" GROUP BY site", args...).Scan(ctx, &rows)
	if err != nil {
		return fmt.Errorf("groups of alarms: %w", err)
	}
	n := map[string]int{}
	for _, r := range rows {
		n[r.Site] = r.N
	}
	for i := range groups {
		groups[i].HiddenByDesign = n[groups[i].Site]
	}
	return nil
}

// mostAtOnce is how many alarms of a group one act takes.
const mostAtOnce = 500

// Grouped is what an act on a group did.
type Grouped struct {
	Done    int  `json:"done"`
	Refused int  `json:"refused" doc:"alarms that were in a state in which it is not possible"`
	More    bool `json:"more" doc:"there are more than one act takes; do it again"`
}

// ActOnGroup does one thing to the open alarms of a site in the scope: Acknowledge, Shelve (with reason and end) or "take".
// Only those up to upTo are touched, the newest that the person saw: what came after is not acknowledged unseen.
func (e *Engine) ActOnGroup(ctx context.Context, tx *store.Tx, by identity.Subject, scope identity.Scope, site, upTo string, act Trigger, reason string, until clock.Instant) (Grouped, error) {
	can := map[Trigger]string{
		Acknowledge: "('unacknowledged', 'returned', 'latched-unacknowledged')", Shelve: shown, "take": shown,
	}[act]
	if can == "" {
		return Grouped{}, fail.Invalid("signal.group.act", "不支持此批量操作", "groups know no such act").At("act")
	}
	if act == Shelve {
		if err := checkShelf(reason, until, e.Clock.Now(), e.MaxShelf); err != nil {
			return Grouped{}, err
		}
	}
	where, args := scope.SQL("area")
	query := "SELECT id FROM signal_alarm WHERE site = ? AND id <= ? AND state <> 'normal' AND state IN " + can + " AND " + where
	if act == "take" {
		query += " AND owner = ''"
	}
	var ids []string
	if err := tx.NewRaw(query+" ORDER BY id LIMIT ?", append(append([]any{site, upTo}, args...), mostAtOnce+1)...).Scan(ctx, &ids); err != nil {
		return Grouped{}, fmt.Errorf("group %s: %w", site, err)
	}
	var out Grouped
	if out.More = len(ids) > mostAtOnce; out.More {
		ids = ids[:mostAtOnce]
	}
	for _, id := range ids {
		var err error
		switch act {
		case Acknowledge:
			_, err = e.Acknowledge(ctx, tx, by, scope, id)
		case Shelve:
			_, err = e.Shelve(ctx, tx, by, scope, id, reason, until)
		default:
			_, err = e.Take(ctx, tx, by, scope, id, "")
		}
		switch {
		case err == nil:
			out.Done++
		case fail.As(err) != nil:
			out.Refused++ // nothing was written of it
		default:
			return out, err
		}
	}
	return out, nil
}
