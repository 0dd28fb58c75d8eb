package warn

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"anlan/internal/base/fail"
	"anlan/internal/base/identity"
	"anlan/internal/base/store"
	"anlan/internal/connect/cap"
	"anlan/internal/engine/register"
	"anlan/internal/engine/signal"
)

// AlarmTrigger says which alarms propose a draft of which warning. An empty list does not narrow. A trigger only ever makes a
// draft: a person finishes and submits it, and another approves it.
type AlarmTrigger struct {
	Name     string   `json:"name" minLength:"1" maxLength:"60" doc:"unique"`
	Enabled  bool     `json:"enabled"`
	Kinds    []string `json:"kinds" nullable:"false" maxItems:"50" doc:"kinds of the elements in alarm"`
	Watches  []string `json:"watches" nullable:"false" maxItems:"20" doc:"what is watched: limit, or a kind of rule; without any, all but silence (stale)"`
	Severity string   `json:"severity" enum:"critical,high,medium,low" doc:"the least grave one that proposes"`
	Areas    []string `json:"areas" nullable:"false" maxItems:"50" doc:"prefixes of areas"`
	Event    string   `json:"event" pattern:"^1[1-4][A-Z][0-9]{2}$" doc:"type of the warning"`
	Colour   string   `json:"colour" enum:"red,orange,yellow,blue"`
	Hours    int      `json:"hours" minimum:"0" maximum:"240" doc:"above 0: the value in alarm is what was measured in so many hours, and judges the colour"`
	Wide     string   `json:"wide" enum:"own,street,district,city" doc:"how far around the alarm the draft reaches"`
	Quiet    int      `json:"quiet_min" minimum:"0" maximum:"1440" doc:"minutes after the end of a draft in which the same site proposes no other, unless it is worse"`
}

// AlarmTriggers are all triggers, with the version against which they are changed.
type AlarmTriggers struct {
	Items   []AlarmTrigger `json:"items" nullable:"false" maxItems:"100"`
	Version int64          `json:"version"`
}

// usualTriggers are those of a new server: levels of water and reservoirs, and what leaks or burns at hazard sources.
var usualTriggers = AlarmTriggers{Items: []AlarmTrigger{
	{Name: "河道、水库水位严重超限", Enabled: true, Kinds: []string{"river-gauge", "reservoir-gauge"}, Watches: []string{}, Severity: "critical", Areas: []string{}, Event: "11A00", Colour: "orange", Wide: "district", Quiet: 60},
	{Name: "积水点严重积水", Enabled: true, Kinds: []string{"waterlogging"}, Watches: []string{}, Severity: "critical", Areas: []string{}, Event: "11B36", Colour: "orange", Wide: "street", Quiet: 60},
	{Name: "储罐与装置严重超限", Enabled: false, Kinds: []string{"tank"}, Watches: []string{}, Severity: "critical", Areas: []string{}, Event: "12D00", Colour: "orange", Wide: "street", Quiet: 60},
}}

const triggerRow = 4

func (s *System) triggersIn(ctx context.Context, db store.Querier) (AlarmTriggers, error) {
	var rows []struct {
		Value   string `bun:"value"`
		Version int64  `bun:"version"`
	}
	if err := db.NewRaw("SELECT value, version FROM warn_setting WHERE id = ?", triggerRow).Scan(ctx, &rows); err != nil {
		return AlarmTriggers{}, fmt.Errorf("triggers of warnings: %w", err)
	}
	if len(rows) == 0 {
		return usualTriggers, nil
	}
	var t AlarmTriggers
	if err := json.Unmarshal([]byte(rows[0].Value), &t); err != nil {
		return AlarmTriggers{}, fmt.Errorf("triggers of warnings: %w", err)
	}
	t.Version = rows[0].Version
	return t, nil
}

// checkTriggers refuses names twice, and events, kinds and areas that are not there.
func (s *System) checkTriggers(list []AlarmTrigger) error {
	names := map[string]bool{}
	for i, t := range list {
		at := func(field string) string { return fmt.Sprintf("items.%d.%s", i, field) }
		if names[t.Name] {
			return fail.Invalid("warn.trigger.twice", "名称重复："+t.Name, "the name stands there twice: "+t.Name).At(at("name"))
		}
		names[t.Name] = true
		if cap.EventName(t.Event) == t.Event {
			return fail.Invalid("warn.event", "“"+t.Name+"”的预警类型不在目录中", "the event type of "+t.Name+" is not in the list").At(at("event"))
		}
		for _, k := range t.Kinds {
			if _, err := s.Register.Kinds().Find(k); err != nil {
				return fail.Invalid("warn.trigger.kind", "没有“"+k+"”这种要素", "there is no kind "+k).At(at("kinds"))
			}
		}
		for _, a := range t.Areas {
			if _, known := s.Register.Areas().Find(a); !known {
				return fail.Invalid("warn.trigger.area", "没有区划“"+a+"”", "there is no area "+a).At(at("areas"))
			}
		}
	}
	return nil
}

// severityRank orders severities, the gravest first.
var severityRank = map[string]int{string(signal.Critical): 0, string(signal.High): 1, string(signal.Medium): 2, string(signal.Low): 3}

// matches reports whether an alarm on an element of a kind proposes by this trigger.
func (t AlarmTrigger) matches(a signal.Alarm, kind string) bool {
	watched := a.Kind != signal.Stale
	if len(t.Watches) > 0 {
		watched = slices.Contains(t.Watches, string(a.Kind))
	}
	rank, known := severityRank[string(a.Severity)]
	return t.Enabled && watched && known && rank <= severityRank[t.Severity] &&
		(len(t.Kinds) == 0 || slices.Contains(t.Kinds, kind)) && (len(t.Areas) == 0 || identity.Scope(t.Areas).Contains(a.Area))
}

// of is the trigger that an alarm pulls: of several, the one with the gravest colour, and of those the first.
func (l AlarmTriggers) of(a signal.Alarm, kind string) (out AlarmTrigger, found bool) {
	for _, t := range l.Items {
		if t.matches(a, kind) && (!found || cap.Colour(t.Colour).Worse(cap.Colour(out.Colour))) {
			out, found = t, true
		}
	}
	return out, found
}

// reaches is the area of the draft for an alarm in an area.
func (t AlarmTrigger) reaches(area string) string {
	wide := map[string]func(string) string{"street": register.StreetOf, "district": register.DistrictOf, "city": register.CityOf}[t.Wide]
	if wide == nil {
		return area
	}
	if code := wide(area); code != "" {
		return code
	}
	return area
}
