package procedure_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/calendar"
	"anlan/internal/base/lang"
	"anlan/internal/engine/procedure"
)

// TestEveryFaultOfADefinitionIsNamed bends a lawful procedure in one place at a time; Check names what is wrong.
func TestEveryFaultOfADefinitionIsNamed(t *testing.T) {
	type def = procedure.Definition
	at := func(d *def, name string) *procedure.Act {
		for i := range d.Acts {
			if d.Acts[i].Name == name {
				return &d.Acts[i]
			}
		}
		t.Fatal(name)
		return nil
	}
	stage := func(name string, final bool) procedure.Stage {
		return procedure.Stage{Name: name, Title: lang.T(name, name), Final: final}
	}
	none := lang.Text{Zh: "只有中文"}
	for _, c := range []struct {
		why  string
		bend func(d *def)
	}{
		{"name, version, title in both languages, read and open are needed", func(d *def) { d.Name = "" }},
		{"name, version, title in both languages, read and open are needed", func(d *def) { d.Title = none }},
		{"name, version, title in both languages, read and open are needed", func(d *def) { d.Read = "" }},
		{"without a day before it from which on", func(d *def) { d.To = calendar.Day(2026, 1, 1) }},
		{"without a day before it from which on", func(d *def) { d.From, d.To = calendar.Day(2026, 2, 1), calendar.Day(2026, 1, 1) }},
		{"a lawful procedure names its law", func(d *def) { d.Basis = procedure.Basis{} }},
		{"stage filed is there twice", func(d *def) { d.Stages = append(d.Stages, stage("filed", false)) }},
		{"stage closed has no title", func(d *def) { d.Stages[3].Title = none }},
		{"the start \"nowhere\" is not a stage", func(d *def) { d.Start = "nowhere" }},
		{"stage moon cannot be reached", func(d *def) { d.Stages = append(d.Stages, stage("moon", true)) }},
		{"stage decided is final and has a way out", func(d *def) { d.Stages[2].Final = true }},
		{"stage decided is a dead end", func(d *def) { at(d, "pay").To, at(d, "waive").To = "decided", "" }},
		{"from stage filed no end can be reached", func(d *def) { at(d, "decide").To = "filed" }},
		{"act open is there twice, or has the name of the opening", func(d *def) { at(d, "note").Name = "open" }},
		{"act pay is there twice", func(d *def) { at(d, "note").Name = "pay" }},
		{"act note has no title or tone", func(d *def) { at(d, "note").Tone = "" }},
		{"act note has no title or tone", func(d *def) { at(d, "note").Title = none }},
		{"act pay has no article", func(d *def) { at(d, "pay").Basis = procedure.Basis{} }},
		{"act pay can be done by nobody", func(d *def) { at(d, "pay").Who = procedure.Who{} }},
		{"act note can be done nowhere", func(d *def) { at(d, "note").From = nil }},
		{"act note names the unknown stage moon", func(d *def) { at(d, "note").From = []string{"moon"} }},
		{"act pay names the unknown stage moon", func(d *def) { at(d, "pay").To = "moon" }},
		{"act pay branches with at least two ways", func(d *def) {
			a := at(d, "pay")
			a.To, a.Ways, a.Branch = "", []string{"closed"}, func(*procedure.Turn) string { return "closed" }
		}},
		{"act pay branches with at least two ways and without a single one", func(d *def) {
			a := at(d, "pay")
			a.Ways, a.Branch = []string{"closed", "filed"}, func(*procedure.Turn) string { return "closed" }
		}},
		{"act pay branches", func(d *def) { at(d, "pay").Ways = []string{"closed", "filed"} }},
		{"act pay forbids the doer of the unknown act dance", func(d *def) { at(d, "pay").Who.NotBy = []procedure.NotBy{{Act: "dance"}} }},
		{"act decide forbids the doer of the unknown act dance", func(d *def) { at(d, "decide").Signs[0].Who.NotBy = []procedure.NotBy{{Act: "dance"}} }},
		{"act pay asks for a level that no area has", func(d *def) { at(d, "pay").Who.Level = 5 }},
		{"act decide has a signature without name, title or person, or one twice", func(d *def) { at(d, "decide").Signs[1] = sign("head") }},
		{"act decide has a signature without name, title or person, or one twice", func(d *def) { at(d, "decide").Signs[1].Who = procedure.Who{} }},
		{"act decide has a signature without name, title or person, or one twice", func(d *def) { at(d, "decide").Signs[1] = sign("do") }},
		{"act waive is done by a clock, so it has no form", func(d *def) { at(d, "waive").Form = writForm{} }},
		{"act waive is done by a clock, so it has no form", func(d *def) { at(d, "waive").Signs = []procedure.Sign{sign("head")} }},
		{"act waive is done by a clock, and no clock does it", func(d *def) { d.Clocks[2].Lapses = "" }},
		{"act note has a guard without name, title or check, or one twice", func(d *def) { at(d, "note").Guards = []procedure.Guard{{Name: "g", Title: lang.T("甲", "g")}} }},
		{"act note has a guard without name, title or check, or one twice", func(d *def) {
			g := procedure.Guard{Name: "g", Title: lang.T("甲", "g"), Check: func(context.Context, *procedure.Turn) error { return nil }}
			at(d, "note").Guards = []procedure.Guard{g, g}
		}},
		{"act decide demands evidence without kind, title or number, or one kind twice", func(d *def) { at(d, "decide").Evidence[0].Min = 0 }},
		{"act decide demands evidence without kind, title or number, or one kind twice", func(d *def) {
			a := at(d, "decide")
			a.Evidence = append(a.Evidence, a.Evidence[0])
		}},
		{"act decide counts evidence since the unknown act dance", func(d *def) { at(d, "decide").Evidence[0].Since = "dance" }},
		{"act decide wants something on film without key or title", func(d *def) { at(d, "decide").Films[0].Key = "" }},
		{"one key twice, or nobody answers for it", func(d *def) { d.Answers = "" }},
		{"act note: field .X has no name or title", func(d *def) { at(d, "note").Form = struct{ X int }{} }},
		{"data: .X has no name or title", func(d *def) { d.Data = struct{ X int }{} }},
		{"filing: .X has no name or title", func(d *def) { d.Filing = struct{ X int }{} }},
		{"clock \"deciding\" has no name or title, or is there twice", func(d *def) { d.Clocks[1].Name = "deciding" }},
		{"clock deciding needs a rule or a moment, one of the two", func(d *def) { d.Clocks[0].Rule = "" }},
		{"clock deciding needs a rule or a moment, one of the two", func(d *def) {
			d.Clocks[0].Until = func(*procedure.Turn) (time.Time, error) { return time.Time{}, nil }
		}},
		{"clock deciding has no article", func(d *def) { d.Clocks[0].Basis = procedure.Basis{} }},
		{"nothing starts clock deciding", func(d *def) { d.Clocks[0].Starts = nil }},
		{"clock deciding has no end", func(d *def) { d.Clocks[0].Stops = nil }},
		{"clock paying comes after the unknown clock moon", func(d *def) { d.Clocks[2].After = "moon" }},
		{"clock paying comes after the unknown clock paying", func(d *def) { d.Clocks[2].After = "paying" }},
		{"clock deciding has a pause without title, beginning or end", func(d *def) { d.Clocks[0].Pauses[0].Until = nil }},
		{"clock deciding names the unknown act dance", func(d *def) { d.Clocks[0].Pauses[0].From = []string{"dance"} }},
		{"clock deciding names the unknown act dance", func(d *def) { d.Clocks[0].Stops = append(d.Clocks[0].Stops, "dance") }},
		{"clock paying is followed by pay, which is no act of the machine", func(d *def) { d.Clocks[2].Lapses = "pay" }},
		{"act extend extends clock deciding and ends it too", func(d *def) { d.Clocks[0].Closes = []string{"extend"} }},
		{"act note makes the unknown writ poem", func(d *def) { at(d, "note").Writs = []string{"poem"} }},
		{"writ \"report\" has no name, title or template, or is there twice", func(d *def) { d.Writs[0].Make = nil }},
		{"writ \"report\" has no name, title or template, or is there twice", func(d *def) { d.Writs = append(d.Writs, d.Writs[0]) }},
		{"no act makes the writ poem", func(d *def) { d.Writs = append(d.Writs, writ("poem", "")) }},
		{"writ decision comes after the unknown writ poem", func(d *def) { d.Writs[1].After = []string{"report,poem"} }},
		{"writ report is out of order: what must come before it waits for it", func(d *def) { d.Writs[0].After = []string{"closing"} }},
		{"act decide makes the writ decision before receipt", func(d *def) { d.Writs[1].After = []string{"report", "receipt"} }},
	} {
		d := decree()
		c.bend(&d)
		require.ErrorContains(t, d.Check(), c.why)
	}
	d := decree()
	require.NoError(t, d.Check(), "the one that was bent is in order")
}

// TestDefineRefusesVersionsThatClash looks at what only the engine can see: other versions, and the rule packs.
func TestDefineRefusesVersionsThatClash(t *testing.T) {
	l := newLawful(t)
	version := func(n int, from, to calendar.Date) procedure.Definition {
		d := decree()
		d.Name, d.Version, d.From, d.To = "test.versions", n, from, to
		return d
	}
	day := func(n int) calendar.Date { return calendar.Day(2026, 1, n) }
	require.NoError(t, l.e.Define(version(1, day(1), day(10))))
	require.ErrorContains(t, l.e.Define(version(1, day(11), day(20))), "does not follow the one before it")
	require.ErrorContains(t, l.e.Define(version(2, day(10), day(20))), "versions 1 and 2 overlap")
	require.NoError(t, l.e.Define(version(2, day(11), calendar.Date{})))
	require.ErrorContains(t, l.e.Define(version(3, day(20), calendar.Date{})), "version 2 has no last day")
	d := decree()
	d.Name, d.Clocks[0].Rule = "test.unknown", "T-MOON"
	require.ErrorContains(t, l.e.Define(d), "asks for rules that no pack has")
	for on, want := range map[int]int{1: 1, 10: 1, 11: 2, 31: 2} {
		v, err := l.e.InForce("test.versions", day(on))
		require.NoError(t, err)
		require.Equal(t, want, v.Version, "on day %d", on)
	}
	_, err := l.e.InForce("test.versions", calendar.Day(2025, 12, 31))
	require.ErrorContains(t, err, "no version")
}
