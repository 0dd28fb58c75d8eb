package after

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/identity"
	"anlan/internal/base/store"
	"anlan/internal/engine/dispatch"
	"anlan/internal/engine/procedure"
)

var machine = identity.Machine("after")

// opened keeps the row by which reviews are found.
func (s *System) opened(ctx context.Context, t *procedure.Turn) error {
	a, err := procedure.DataOf[Aftermath](t)
	if err != nil {
		return err
	}
	_, err = t.Tx.NewRaw("INSERT INTO after_review (case_id, incident, area, open, opened_at) VALUES (?, ?, ?, ?, ?)", t.Case.ID, a.Incident, t.Case.Area, true, t.Now).Exec(ctx)
	if store.IsUniqueIn(err, "after_review") {
		return errBegun.Because(err)
	}
	if err != nil {
		return fmt.Errorf("open the review of %s: %w", a.Incident, err)
	}
	return nil
}

var errBegun = fail.Conflict("after.review.open", "该险情的善后与评估已经开始", "the follow-up of this incident has begun already").At("incident")

// ended takes a review off the list of open ones.
func (s *System) ended(ctx context.Context, t *procedure.Turn) error {
	if _, err := t.Tx.NewRaw("UPDATE after_review SET open = ? WHERE case_id = ?", false, t.Case.ID).Exec(ctx); err != nil {
		return fmt.Errorf("end the review %s: %w", t.Case.ID, err)
	}
	return nil
}

// past refuses a moment that is to come or that is none.
func past(now clock.Instant, s, field string) error {
	when := at(s)
	if when.IsZero() {
		return fail.Invalid("after.moment", "请填写时间", "say when").At(field)
	}
	if when.After(now.Time) {
		return fail.Invalid("after.future", "时间不能晚于现在", "it cannot be later than now").At(field)
	}
	return nil
}

// nobodyInDanger is a guard: while somebody is in danger the all-clear needs a reason.
func (s *System) nobodyInDanger(ctx context.Context, t *procedure.Turn) error {
	f := procedure.FormOf[allClearForm](t)
	if strings.TrimSpace(f.Despite) != "" {
		return nil
	}
	a, err := procedure.DataOf[Aftermath](t)
	if err != nil {
		return err
	}
	list, err := s.dangers(ctx, a.Incident)
	if err != nil || len(list) == 0 {
		return err
	}
	var zh, en []string
	for _, d := range list {
		zh, en = append(zh, d.Text.Zh+"（"+d.Source.Zh+"）"), append(en, d.Text.En+" ("+d.Source.En+")")
	}
	return fail.Illegal("after.clear.danger", "仍有人员处于危险："+strings.Join(zh, "；")+"。威胁和危害未得到控制或者消除的不得宣布结束；确需结束的请写明理由",
		"people are still in danger: "+strings.Join(en, "; ")+". If it must be ended all the same, give the reason").At("despite")
}

// cleared declares the all-clear and ends the responses that still run, each by its own act.
func (s *System) cleared(ctx context.Context, t *procedure.Turn) error {
	f := procedure.FormOf[allClearForm](t)
	if err := past(t.Now, f.At, "at"); err != nil {
		return err
	}
	a, err := procedure.DataOf[Aftermath](t)
	if err != nil {
		return err
	}
	incident, err := s.Procedure.Case(ctx, t.By, a.Incident)
	if err != nil {
		return err
	}
	if at(f.At).Before(incident.OpenedAt.Time) {
		return fail.Invalid("after.clear.before", "应急结束时间早于接报时间", "it cannot be over before it was known").At("at")
	}
	c, err := s.Course(ctx, a.Incident)
	if err != nil {
		return err
	}
	var done []string
	for _, r := range c.Responses {
		if !r.EndedAt.IsZero() {
			continue
		}
		raw, err := json.Marshal(map[string]string{"plan": r.Plan, "reason": "应急结束：" + f.Reason})
		if err != nil {
			return err
		}
		if _, err := s.Procedure.Act(ctx, t.Tx, t.By, procedure.Request{Case: a.Incident, Act: "end-response", Form: raw}); err != nil {
			return err
		}
		done = append(done, "《"+r.Title+"》")
	}
	a.ClearedAt, a.ClearedBy, a.Reason, a.Despite, a.Watch = f.At, t.By.Name, f.Reason, f.Despite, f.Watch
	says := f.Reason
	if len(done) > 0 {
		says += "；同时解除" + strings.Join(done, "、")
	}
	if f.Despite != "" {
		says += "；仍有人员处于危险，结束理由：" + f.Despite
	}
	t.Note(map[string]any{"says": says, "responses": done})
	return t.Case.Save(a)
}

func measured(t *procedure.Turn, a *Aftermath) error {
	f := procedure.FormOf[measureForm](t)
	if err := past(t.Now, f.Since, "since"); err != nil {
		return err
	}
	if len(a.Measures) >= mostLines {
		return errMany
	}
	a.Measures = append(a.Measures, StandingMeasure{N: len(a.Measures) + 1, Kind: f.Kind, Text: f.Text, Count: f.Count, Since: f.Since, By: t.By.Name})
	return nil
}

// mostLines is how many measures, releases or versions a review takes.
const mostLines = 500

var errMany = fail.Illegal("after.many", "登记的条目过多", "there are too many entries")

func lifted(t *procedure.Turn, a *Aftermath) error {
	f := procedure.FormOf[liftForm](t)
	if err := past(t.Now, f.At, "at"); err != nil {
		return err
	}
	if f.Measure > len(a.Measures) {
		return fail.Invalid("after.lift.unknown", "没有这条管制或安置", "there is no such measure").At("measure")
	}
	m := &a.Measures[f.Measure-1]
	switch left := m.Count - m.Back; {
	case m.LiftedAt != "":
		return fail.Conflict("after.lift.done", "已由"+m.LiftedBy+"登记解除", "it was lifted by "+m.LiftedBy).At("measure")
	case at(f.At).Before(at(m.Since).Time):
		return fail.Invalid("after.lift.before", "解除时间早于起始时间", "it cannot be lifted before it began").At("at")
	case f.Count > 0 && f.Count > left:
		return fail.Invalid("after.lift.count", fmt.Sprintf("尚未返回的只有 %d", left), fmt.Sprintf("only %d are left", left)).At("count")
	case f.Count > 0:
		m.Back += f.Count
	default:
		m.Back = m.Count
	}
	if m.How != "" {
		m.How += "；"
	}
	m.How += f.How
	if m.Back == m.Count {
		m.LiftedAt, m.LiftedBy = f.At, t.By.Name
	}
	t.Note(map[string]any{"says": fmt.Sprintf("%s：%s", m.Text, f.How)})
	return nil
}

// rest is the word of the register for a force that rests, repair for one that is mended.
const (
	rest   = "off"
	repair = "repair"
)

// released lets forces go: each with the time, its condition and who told it. With rest, or when it is not fit, the board of
// readiness shows it as resting or under repair.
func (s *System) released(ctx context.Context, t *procedure.Turn) error {
	f := procedure.FormOf[releaseForm](t)
	if err := past(t.Now, f.At, "at"); err != nil {
		return err
	}
	var names []string
	err := procedure.Alter(t, func(a *Aftermath) error {
		if len(a.Releases)+len(f.Bookings) > mostLines {
			return errMany
		}
		for n, id := range f.Bookings {
			field := fmt.Sprintf("bookings.%d", n)
			b, err := s.Dispatch.Booking(ctx, t.Tx, id)
			if fail.KindOf(err) == fail.KindNotFound || err == nil && b.Incident != a.Incident {
				return fail.Invalid("after.release.unknown", "这支力量不是为本险情预留的", "it is not kept for this incident").At(field)
			}
			if err != nil {
				return err
			}
			if !b.EndedAt.IsZero() {
				return fail.Conflict("after.release.done", b.Name+"已由"+b.EndedBy+"撤收", b.Name+" was released by "+b.EndedBy).At(field)
			}
			if at(f.At).Before(b.Since.Time) {
				return fail.Invalid("after.release.before", b.Name+"的撤收时间早于出动时间", b.Name+" cannot be released before it was sent").At("at")
			}
			if _, err := s.Dispatch.Release(ctx, t.Tx, actorOf(t.By), b, releaseWords(f)); err != nil {
				return err
			}
			if err := s.toRest(ctx, t, f, b); err != nil {
				return err
			}
			a.Releases = append(a.Releases, ForceRelease{Booking: b.ID, Force: b.Force, Name: b.Name, At: f.At, Condition: f.Condition, Note: f.Note, By: t.By.Name})
			names = append(names, b.Name)
		}
		return nil
	})
	t.Note(map[string]any{"says": strings.Join(names, "、") + "；" + releaseWords(f)})
	return err
}

var conditions = map[string]string{"fit": "人员装备完好", "tired": "人员疲劳，需休整", "hurt": "有人员伤病", "damaged": "装备受损待修"}

func releaseWords(f *releaseForm) string {
	out := "撤收，" + conditions[f.Condition] + "（" + f.ToldBy + "）"
	if f.Note != "" {
		out += "；" + f.Note
	}
	return out
}

func (s *System) toRest(ctx context.Context, t *procedure.Turn, f *releaseForm, b dispatch.Booking) error {
	if !f.Rest && f.Condition == "fit" {
		return nil
	}
	force, err := s.Dispatch.Find(ctx, identity.Everywhere, b.Force)
	if fail.KindOf(err) == fail.KindNotFound { // it is no longer in the register
		return nil
	}
	if err != nil {
		return err
	}
	w := dispatch.ForceWord{Readiness: rest, Present: force.Present, Equipment: force.Equipment, Reason: conditions[f.Condition], ToldBy: f.ToldBy, How: "phone"}
	if force.Kind == dispatch.Vehicle {
		w.Readiness = "" // its crew rests, it does not
	}
	if f.Condition == "damaged" {
		w.Equipment = "broken"
		if force.Kind == dispatch.Vehicle {
			w.Readiness = repair
		}
	}
	_, err = s.Dispatch.Say(ctx, t.Tx, actorOf(t.By), identity.Everywhere, b.Force, w)
	return err
}

// nothingOut is a guard: what is out is brought back before the review is filed.
func (s *System) nothingOut(ctx context.Context, t *procedure.Turn) error {
	a, err := procedure.DataOf[Aftermath](t)
	if err != nil {
		return err
	}
	out, err := s.stillOut(ctx, a.Incident, &a)
	if err == nil && out.Total > 0 {
		return fail.Illegal("after.file.out", "还有 "+out.words()+"未撤收", "not everything is back yet")
	}
	return err
}

// allMended is a guard.
func (s *System) allMended(ctx context.Context, t *procedure.Turn) error {
	n, err := s.Procedure.OpenUnder(ctx, t.Tx, t.Case.Root, FindingProcedure)
	if err == nil && n > 0 {
		return fail.Illegal("after.file.findings", fmt.Sprintf("还有 %d 个问题未销号", n), fmt.Sprintf("%d findings are not mended yet", n))
	}
	return err
}
