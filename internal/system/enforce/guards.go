package enforce

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"anlan/internal/base/calendar"
	"anlan/internal/base/fail"
	"anlan/internal/engine/procedure"
	"anlan/internal/engine/procedure/term"
)

func illegal(code, zh, en string) *fail.Error { return fail.Illegal("enforce."+code, zh, en) }

// notTooOld checks the limitation: two years, five where life or health was harmed, from the end of the conduct to its
// discovery (Art. 36). The five years are of the law of 2021 and do not reach back to conduct before it (Art. 37).
func notTooOld(_ context.Context, t *procedure.Turn) error {
	p, err := procedure.DataOf[Penalty](t)
	if err != nil {
		return err
	}
	ended, err := calendar.ParseDate(p.Ended)
	if err != nil {
		return err
	}
	found, err := calendar.ParseDate(p.Found)
	if err != nil {
		return err
	}
	spec, err := t.Rules.Term("P-LIM")
	if long, no := t.RulesOn(ended).Term("P-LIM-H"); p.Harm && no == nil {
		spec, err = long, nil
	}
	if err != nil {
		return err
	}
	k, err := term.Brief(spec, term.Run{Start: ended.Start()}, t.Calendar(), t.Now.Time)
	if err != nil {
		return err
	}
	if last := calendar.DateOf(k.Due).Next(-1); !found.Start().Before(k.Due) {
		return illegal("too-old", fmt.Sprintf("违法行为终了于 %s，至 %s 未被发现，已过追责时效，不再给予行政处罚", p.Ended, last), fmt.Sprintf("the conduct ended on %s and was not found by %s: it is no longer punished", p.Ended, last))
	}
	return nil
}

// twoOfficers checks that the second officer is another person with a valid certificate.
func twoOfficers(ctx context.Context, t *procedure.Turn) error {
	f := procedure.FormOf[fileForm](t)
	if f.Second == t.Doer().ID {
		return illegal("one-officer", "执法人员不得少于两人：协办人员须为另一人", "there must be two officers: the second is another person").At("second")
	}
	return certified(ctx, t, f.Second, "second")
}

func certified(ctx context.Context, t *procedure.Turn, person, field string) error {
	c, err := t.Certificate(ctx, person, "enforcement")
	if err != nil {
		return err
	}
	if !c.ValidOn(t.Now.Time) {
		return illegal("not-certified", "“"+person+"”没有有效的行政执法证", person+" has no valid enforcement certificate").At(field)
	}
	return nil
}

// successor checks that the person is an officer of the case, and who takes over.
func successor(ctx context.Context, t *procedure.Turn) error {
	p, err := procedure.DataOf[Penalty](t)
	if err != nil {
		return err
	}
	f := procedure.FormOf[avoidForm](t)
	if !f.Grant {
		return nil
	}
	switch {
	case f.Person != t.Case.Assignee && f.Person != p.SecondID:
		return illegal("not-of-the-case", "“"+f.Person+"”不是本案承办人员", f.Person+" does not handle this case").At("person")
	case f.Next == "" || f.Next == t.Case.Assignee || f.Next == p.SecondID || slices.Contains(p.Avoided, f.Next):
		return illegal("no-successor", "决定回避的，须另行指定本案承办人以外、没有被决定回避的接办人员", "name an officer to take over who is not on the case and need not stay out").At("next")
	}
	return certified(ctx, t, f.Next, "next")
}

// keptOut refuses an act that is done or signed by somebody who must stay out of the case (Art. 43).
func keptOut(_ context.Context, t *procedure.Turn) error {
	p, err := procedure.DataOf[Penalty](t)
	if err != nil {
		return err
	}
	out := slices.Contains(p.Avoided, t.Doer().ID)
	for _, g := range t.Signed {
		out = out || slices.Contains(p.Avoided, g.Person)
	}
	if out {
		return illegal("kept-out", "已决定回避的人员不得继续办理本案", "who must stay out does nothing more in the case")
	}
	return nil
}

// extendable: the law itself knows no extension; a rule of the ministry may (the end of Art. 60).
func extendable(_ context.Context, t *procedure.Turn) error {
	if ministrysTerm(t) {
		return nil
	}
	return illegal("no-extension", "法律规定九十日内作出决定，现行规章没有规定可以延长", "the law gives ninety days, and no rule of the ministry in force extends them")
}

// extensionLevel: the first extension is the head's, what goes beyond is the superior agency's.
func extensionLevel(_ context.Context, t *procedure.Turn) error {
	first := !t.Did("extend")
	if f := procedure.FormOf[extendForm](t); first != (f.Level == "head") {
		return illegal("extension-level", "首次延长由本机关负责人批准，再次延长由上级行政机关批准", "the head grants the first extension, the superior agency the next").At("level")
	}
	return nil
}

// during finds a recording that covers a moment and, when words are given, names them in its note.
func during(t *procedure.Turn, at time.Time, words string) bool {
	return slices.ContainsFunc(t.Files(), func(f procedure.File) bool {
		return f.Kind == recording && strings.Contains(f.Note, words) && !f.Began.After(at) && calendar.DateOf(f.Began.Time) == calendar.DateOf(at)
	})
}

// recording is the kind of file of a body camera.
const recording = "recording"

// cardShown wants a recording of that day, begun before the inquiry, on which the certificate is shown.
func cardShown(_ context.Context, t *procedure.Turn) error {
	if during(t, procedure.Moment(string(procedure.FormOf[recordForm](t).From)), "亮证") {
		return nil
	}
	return illegal("card-not-shown", "没有当日询问开始前的录音录像记录出示执法证件：未出示的，当事人有权拒绝接受调查", "no recording of that day shows the certificate before the inquiry; the party may refuse to be questioned")
}

// gaps are the acts of the case that the law wants on film and of which no recording of that day lies in the file.
func gaps(t *procedure.Turn) []string {
	var out []string
	for _, d := range t.Past() {
		if d.Role != "do" || d.Act != "inquire" && d.Act != "survey" && d.Act != "preserve" {
			continue
		}
		if !slices.ContainsFunc(t.Files(), func(f procedure.File) bool {
			return f.Kind == recording && calendar.DateOf(f.Began.Time) == calendar.DateOf(d.Moment.Time)
		}) {
			for _, a := range t.Definition().Acts {
				if a.Name == d.Act {
					out = append(out, calendar.DateOf(d.Moment.Time).String()+" "+a.Title.Zh)
				}
			}
		}
	}
	return out
}

// cardMoment is the time before an inquiry in which the certificate is shown.
func cardMoment(t *procedure.Turn) (from, to time.Time) {
	at := procedure.Moment(string(procedure.FormOf[recordForm](t).From))
	return at.Add(-5 * time.Minute), at
}

func inquiryMoment(t *procedure.Turn) (from, to time.Time) {
	f := procedure.FormOf[recordForm](t)
	return span(string(f.From), string(f.To))
}

func surveyMoment(t *procedure.Turn) (from, to time.Time) {
	f := procedure.FormOf[surveyForm](t)
	return span(string(f.From), string(f.To))
}

// span is a time from a form, a minute at least: entries round to minutes.
func span(a, b string) (from, to time.Time) {
	from, to = procedure.Moment(a), procedure.Moment(b)
	if !from.Before(to) {
		to = from.Add(time.Minute)
	}
	return from, to
}

func rightsTold(_ context.Context, t *procedure.Turn) error {
	if !procedure.FormOf[recordForm](t).Rights {
		return illegal("rights-not-told", "询问笔录未载明已告知权利义务", "the record does not say that the rights were told").At("rights")
	}
	return nil
}

func someEvidence(_ context.Context, t *procedure.Turn) error {
	if t.Did("inquire") || t.Did("survey") || slices.ContainsFunc(t.Files(), func(f procedure.File) bool { return f.Kind != recording }) {
		return nil
	}
	return illegal("no-evidence", "没有任何查证属实的证据，不得终结调查", "there is no evidence yet")
}

func nothingHeld(_ context.Context, t *procedure.Turn) error {
	p, err := procedure.DataOf[Penalty](t)
	if err == nil && p.Held {
		return illegal("held-already", "已有先行登记保存的证据未处理", "something is preserved already")
	}
	return err
}

func somethingHeld(_ context.Context, t *procedure.Turn) error {
	p, err := procedure.DataOf[Penalty](t)
	if err == nil && !p.Held {
		return illegal("nothing-held", "没有先行登记保存中的证据", "nothing is preserved")
	}
	return err
}

func custodyEnded(_ context.Context, t *procedure.Turn) error {
	p, err := procedure.DataOf[Penalty](t)
	if err == nil && p.Held {
		return illegal("held", "先行登记保存的证据尚未作出处理决定", "preserved evidence was not decided on yet")
	}
	return err
}

// disposal checks what the report proposes.
func disposal(want string) func(context.Context, *procedure.Turn) error {
	return func(_ context.Context, t *procedure.Turn) error {
		p, err := procedure.DataOf[Penalty](t)
		if err == nil && p.Disposal != want {
			return illegal("other-disposal", "与调查报告的处理建议不符", "the report proposes something else")
		}
		return err
	}
}
