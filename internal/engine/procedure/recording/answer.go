package recording

import (
	"strings"
	"time"

	"anlan/internal/base/fail"
)

// Verdict is what legal review makes of a finding.
type Verdict string

// The verdicts.
const (
	Explained Verdict = "explained" // 说明理由: there is a reason, and the record stands
	Remedied  Verdict = "remedied"  // 已补正: what was missing has been made good by lawful means
	Excluded  Verdict = "excluded"  // 予以排除: the footage is not used as evidence
)

// Answer is what a person of legal review says to one finding.
type Answer struct {
	Finding string    `json:"finding"` // its key
	Verdict Verdict   `json:"verdict" enum:"explained,remedied,excluded"`
	Text    string    `json:"text"`
	Person  string    `json:"person"`
	At      time.Time `json:"at"`
}

// leastText is how many characters an explanation has at least; "ok" is none.
const leastText = 5

// Check refuses an answer that says nothing.
func (a Answer) Check() error {
	switch {
	case a.Verdict != Explained && a.Verdict != Remedied && a.Verdict != Excluded:
		return fail.Invalid("recording.verdict", "请选择处理意见：说明理由、已补正或予以排除", "choose a verdict: explained, remedied or excluded").At("verdict")
	case len([]rune(strings.TrimSpace(a.Text))) < leastText:
		return fail.Invalid("recording.answer-short", "请写明具体理由（不少于5个字）", "give the reason in at least 5 characters").At("text")
	case a.Person == "" || a.At.IsZero():
		return fail.Invalid("recording.answer-who", "缺少审核人或时间", "the reviewer or the time is missing").At("person")
	}
	return nil
}

// Review holds the answers against a report: open are the findings that nobody has answered, in their order; stale are the
// answers to what is no longer found. The last answer to a finding counts. It fails as Answer.Check does.
func Review(r Report, answers []Answer) (open []Finding, stale []Answer, err error) {
	given := map[string]bool{}
	for _, a := range answers {
		if err := a.Check(); err != nil {
			return nil, nil, err
		}
		given[a.Finding] = true
	}
	found := map[string]bool{}
	for _, f := range r.Findings {
		found[f.Key] = true
		if !given[f.Key] {
			open = append(open, f)
		}
	}
	for _, a := range answers {
		if !found[a.Finding] {
			stale = append(stale, a)
		}
	}
	return open, stale, nil
}

// MayPass refuses to go on while a finding is not answered, with the article.
func MayPass(r Report, answers []Answer) error {
	open, _, err := Review(r, answers)
	if err != nil || len(open) == 0 {
		return err
	}
	return fail.Illegal("recording.unanswered", "音像记录存在未审核的问题："+open[0].Text.Zh, "a finding about the recordings is not answered: "+open[0].Text.En).Under(open[0].Basis.Law, open[0].Basis.Article)
}
