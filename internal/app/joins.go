package app

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"anlan/internal/base/identity"
	"anlan/internal/base/lang"
	"anlan/internal/system/connector"
	"anlan/internal/system/intake"
	"anlan/internal/system/monitor"
	"anlan/internal/system/nature"
)

// What one system shows of others: systems do not import each other, so the ends are tied here.

// inputs tells the alarm console how connectors and devices stand.
func (a *App) inputs(ctx context.Context, by identity.Subject) (monitor.InputState, error) {
	out := monitor.InputState{Items: []monitor.InputItem{}}
	list, err := a.sources.Standing(ctx, by)
	if err != nil {
		return out, err
	}
	for _, v := range list {
		out.Sources++
		switch v.Status.State {
		case "broken":
			out.Broken++
		case "lying":
			out.Doubtful++
		case "late":
			out.Late++
			continue
		default:
			continue
		}
		if len(out.Items) < monitor.MostInputs {
			out.Items = append(out.Items, monitor.InputItem{Kind: "connector", ID: v.ID, Name: v.Name, State: v.Status.State, Text: v.Status.StateText, Since: v.Status.LastGood, Link: "/monitor/connectors/" + v.ID})
		}
	}
	over := a.intake.Overload(by, monitor.MostInputs-len(out.Items))
	out.Refused, out.RefusedSince, out.RefusedNow = over.Refused, over.Since, over.Now
	for _, d := range over.Devices {
		text := lang.T(fmt.Sprintf("已拒收 %d 条", d.Count), fmt.Sprintf("%d messages refused", d.Count))
		out.Items = append(out.Items, monitor.InputItem{Kind: "device", ID: d.ID, Name: d.Name, State: "refused", Text: text, Since: over.Since, Link: "/monitor/devices?q=" + d.ID})
	}
	states, silent := a.intake.Quiet(by, monitor.MostInputs-len(out.Items))
	out.Devices, out.Silent = states[intake.Online]+states[intake.Late]+states[intake.Silent], states[intake.Silent]
	for _, d := range silent {
		out.Items = append(out.Items, monitor.InputItem{Kind: "device", ID: d.ID, Name: d.Name, State: "silent", Text: lang.T("无数据", "Silent"), Since: d.LastAt, Link: "/monitor/devices?state=silent&q=" + d.ID})
	}
	return out, nil
}

// officeEvents are what other offices told, as events of the common list.
type officeEvents struct{ app *App }

// mostOffice is how many events of other offices the common list takes.
const mostOffice = 1000

// Events lists those that began since a moment. Those of the last day whose office does not call them over are open.
func (o officeEvents) Events(ctx context.Context, scope identity.Scope, since time.Time) ([]nature.CityEvent, error) {
	list, err := o.app.sources.Happened(ctx, scope, since, mostOffice)
	if err != nil {
		return nil, err
	}
	out := make([]nature.CityEvent, 0, len(list))
	for _, e := range list {
		out = append(out, officeEvent(e, o.app.Clock.Now()))
	}
	return out, nil
}

func officeEvent(e connector.OfficeEvent, now time.Time) nature.CityEvent {
	out := nature.CityEvent{
		Key: "office:" + e.ID, Kind: officeKind(e), Title: e.Title, Text: strings.TrimSpace(e.Place + " " + e.Text), Area: e.Area, At: e.At, Tone: e.Severity, Origin: e.Key, Source: e.SourceName,
		Open: !over(e.Status) && now.Sub(e.At.Time) < 24*time.Hour, Link: "/monitor/events?open=office:" + e.ID,
	}
	if e.Lon != nil && e.Lat != nil {
		out.Lon, out.Lat, out.Placed = *e.Lon, *e.Lat, true
	}
	out.State = lang.T(e.Status, e.Status)
	switch {
	case e.Status != "":
	case out.Open:
		out.State = lang.T("已接报", "reported")
	default:
		out.State = lang.T("已过 24 小时", "older than 24 hours")
	}
	if !out.Open {
		out.Tone = "green"
	}
	if out.Kind == "hotspot" {
		out.Radius = 375 // about the pixel of a satellite
	}
	return out
}

// overWords are the words by which offices say that an event is at its end, and notYet what before them says that it is not.
var (
	overWords = []string{"办结", "结束", "解除", "扑灭", "归档"}
	notYet    = []string{"未", "没有", "待", "不能", "无法", "正在"}
)

// over reads how far an office is with an event, in the words that offices use. What it does not know is not over: an event
// that is shown too long does less harm than one that is not shown.
func over(status string) bool {
	switch strings.ToLower(strings.TrimSpace(status)) {
	case "closed", "done", "ended", "over":
		return true
	}
	for _, word := range overWords {
		before, _, found := strings.Cut(status, word)
		if found && !slices.ContainsFunc(notYet, func(n string) bool { return strings.Contains(before, n) }) {
			return true
		}
	}
	return false
}

// officeKinds are the kinds of events of other offices as kinds of the common list; what is not among them is "other".
var officeKinds = map[string]string{
	"fire": "fire", "rescue": "rescue", "help": "rescue", "trapped": "rescue",
	"traffic-accident": "traffic", "accident": "traffic", "jam": "traffic", "works": "traffic", "closed": "traffic",
	"gas-leak": "police", "crowd": "police",
	"fire-lane": "grid", "manhole": "grid", "clutter": "grid", "gas": "grid", "falling": "grid",
	"hotspot": "hotspot", "tower": "tower", "drone": "drone", "patrol": "person",
}

// foundBy tells who found a forest fire, by the words of the forest office.
var foundBy = []struct{ word, kind string }{{"塔", "tower"}, {"瞭望", "tower"}, {"无人机", "drone"}, {"护林", "person"}, {"巡护", "person"}}

func officeKind(e connector.OfficeEvent) string {
	if e.Kind == "forest-fire" {
		for _, f := range foundBy {
			if strings.Contains(e.Status+e.Title, f.word) {
				return f.kind
			}
		}
		return "hotspot"
	}
	if k := officeKinds[e.Kind]; k != "" {
		return k
	}
	return "other"
}
