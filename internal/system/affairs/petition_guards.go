package affairs

import (
	"fmt"
	"strings"

	"anlan/internal/base/lang"
	"anlan/internal/engine/procedure"
)

func petitionGuard(name string, title lang.Text, article string, f func(t *procedure.Turn, p Petition) error) procedure.Guard {
	return procedure.Guard{Name: name, Title: title, Basis: visit(article), Check: procedure.Checking(f)}
}

// fewReps: a group that visits chooses at most five who speak for it (Art. 20).
func fewReps(t *procedure.Turn, n int) error {
	limit, err := t.Rules.Number("X-REPS")
	if err != nil {
		return err
	}
	if int64(n) > limit {
		return illegal("too-many-reps", fmt.Sprintf("多人走访的，代表人数不得超过 %d 人（现为 %d 人），请推选代表", limit, n), fmt.Sprintf("at most %d speak for a group, not %d", limit, n)).At("reps")
	}
	return nil
}

// groupSpeaks checks the representatives of a visit: without any chosen, all who came.
func groupSpeaks(t *procedure.Turn, p Petition) error {
	if p.Channel != "visit" {
		return nil
	}
	if p.Reps == 0 {
		return fewReps(t, p.Persons)
	}
	return fewReps(t, p.Reps)
}

func chosenFew(t *procedure.Turn, _ Petition) error {
	return fewReps(t, procedure.FormOf[repsForm](t).Reps)
}

// notAccused: nobody takes over what is said against themselves; the procedure keeps them out of everything else (Art. 28).
func notAccused(t *procedure.Turn, p Petition) error {
	if p.AccusedID != "" && p.AccusedID == procedure.FormOf[avoidForm](t).Next {
		return illegal("accused", "被反映的人员与信访事项有直接利害关系，应当回避", "who is complained of stays out")
	}
	return nil
}

// noOtherTrack: what courts, arbitration or an administrative procedure decide goes there (Art. 31).
func noOtherTrack(t *procedure.Turn, _ Petition) error {
	if f := procedure.FormOf[acceptForm](t); f.Kind == "claim" && f.Track != "none" {
		return illegal("other-track", "应当通过其他法定途径处理的，导入相应程序，不作为信访事项受理", "it goes to its own track of the law").At("track")
	}
	return nil
}

func trackNamed(t *procedure.Turn, _ Petition) error {
	if procedure.FormOf[trackForm](t).Track == "none" {
		return illegal("no-track", "没有其他法定途径的，应当受理并出具处理意见，不得导出", "without another track it is handled here").At("track")
	}
	return nil
}

// notFinal: after the second review the same matter is not taken up again (Art. 36).
func notFinal(t *procedure.Turn, _ Petition) error {
	if !blank(procedure.FormOf[acceptForm](t).Final) {
		return illegal("final", "已有复核意见，信访人以同一事实和理由再次提出的，不再受理", "there is a final opinion on the same matter").At("final")
	}
	return nil
}

func finalNamed(t *procedure.Turn, _ Petition) error {
	if blank(procedure.FormOf[declineForm](t).Final) {
		return illegal("not-final", "没有复核意见的，不得以信访终结为由不予受理", "without a final opinion it is not ended").At("final")
	}
	return nil
}

// kept: what is said against somebody never reaches them (Art. 30).
func kept(t *procedure.Turn, p Petition) error {
	if p.AccusedUnit != "" && strings.TrimSpace(procedure.FormOf[forwardForm](t).To) == p.AccusedUnit {
		return illegal("to-the-accused", "不得将检举、控告材料转给被检举、控告的单位", "an accusation is not sent to whom it accuses").At("to")
	}
	return nil
}

func isAssigned(_ *procedure.Turn, p Petition) error {
	if p.Source != "assigned" {
		return illegal("not-assigned", "信访人直接提出的事项没有转送、交办，不存在异议；不属于本机关职权的告知有权机关", "nobody assigned it: tell the petitioner where to turn")
	}
	return nil
}

// isKind checks which of the three ways of Arts. 29 to 31 is right.
func isKind(kind string) func(*procedure.Turn, Petition) error {
	return func(_ *procedure.Turn, p Petition) error {
		if p.Kind != kind {
			return illegal("other-kind", "与事项类别不符，应当按其类别办理", "it is another kind of petition")
		}
		return nil
	}
}

func isHeard(_ *procedure.Turn, p Petition) error {
	if !p.Heard {
		return illegal("not-heard", "出具处理意见前应当听取信访人陈述事实和理由，并调查核实", "the petitioner is heard and the facts are verified first")
	}
	return nil
}

// hasLaw: an opinion names the law it stands on (Art. 32).
func hasLaw(t *procedure.Turn, _ Petition) error {
	if !strings.Contains(procedure.FormOf[verdictForm](t).Basis, "《") {
		return illegal("no-law", "处理意见应当载明法律法规依据", "an opinion names its law").At("basis")
	}
	return nil
}

func hearingOver(_ *procedure.Turn, p Petition) error {
	if p.Hearing {
		return illegal("hearing-on", "听证尚未结束", "the hearing is not over")
	}
	return nil
}

func hearingOn(_ *procedure.Turn, p Petition) error {
	if !p.Hearing {
		return illegal("no-hearing", "没有进行中的听证", "no hearing is on")
	}
	return nil
}
