package enforce

import (
	"context"
	"fmt"
	"strings"

	"anlan/internal/base/calendar"
	"anlan/internal/engine/procedure"
)

func spotCardShown(_ context.Context, t *procedure.Turn) error {
	if !procedure.FormOf[spotRecordForm](t).Shown {
		return illegal("card-not-shown", "当场处罚应当先出示执法证件", "the certificate is shown before anything else").At("shown")
	}
	return nil
}

func spotClear(_ context.Context, t *procedure.Turn) error {
	if !procedure.FormOf[spotRecordForm](t).Clear {
		return illegal("not-simple", "违法事实不确凿或者没有法定依据的，不能当场处罚，应当转普通程序", "without certain facts and a clear law it is for the ordinary procedure").At("clear")
	}
	return nil
}

func spotRightsTold(_ context.Context, t *procedure.Turn) error {
	if !procedure.FormOf[spotTellForm](t).Told {
		return illegal("not-told", "作出决定前应当告知拟处罚的内容、事实、理由、依据和权利", "content, facts, reasons, basis and rights are told before the decision").At("told")
	}
	return nil
}

func spotHeard(_ context.Context, t *procedure.Turn) error {
	f := procedure.FormOf[spotTellForm](t)
	if f.Statement != "" && strings.TrimSpace(f.Review) == "" {
		return illegal("not-reviewed", "当事人提出的事实、理由和证据应当复核", "what the party says must be reviewed").At("review")
	}
	return nil
}

// spotLimit holds the fine against the limit of the law for a citizen or a unit.
func spotLimit(_ context.Context, t *procedure.Turn) error {
	p, err := procedure.DataOf[Spot](t)
	if err != nil {
		return err
	}
	rule, whom := "P-SIM-U", "单位"
	if p.Sort == "person" {
		rule, whom = "P-SIM-P", "公民"
	}
	limit, err := t.Rules.Amount(rule)
	if err != nil {
		return err
	}
	if f := procedure.FormOf[spotDecideForm](t); int64(f.Fine)*100 > int64(limit) {
		return illegal("over-limit", fmt.Sprintf("对%s当场罚款不得超过 %d 元，应当转普通程序", whom, int64(limit)/100), fmt.Sprintf("on the spot at most %d yuan: use the ordinary procedure", int64(limit)/100)).At("fine")
	}
	return nil
}

func spotNotHeavier(_ context.Context, t *procedure.Turn) error {
	p, err := procedure.DataOf[Spot](t)
	if err == nil && p.Statement != "" && procedure.FormOf[spotDecideForm](t).Fine > p.Told {
		return illegal("heavier", "不得因当事人陈述、申辩而加重处罚", "never heavier because of the defence").At("fine")
	}
	return err
}

func spotAsTold(_ context.Context, t *procedure.Turn) error {
	p, err := procedure.DataOf[Spot](t)
	if err == nil && procedure.FormOf[spotDecideForm](t).Fine > p.Told {
		return illegal("not-as-told", fmt.Sprintf("告知的罚款为 %d 元，重于告知的须重新告知", p.Told), fmt.Sprintf("%d yuan were told: tell again", p.Told)).At("fine")
	}
	return err
}

// spotMayCollect: on the spot only small fines, and those that would be hard to enforce later.
func spotMayCollect(_ context.Context, t *procedure.Turn) error {
	f := procedure.FormOf[spotDecideForm](t)
	if f.Payment != "spot" {
		return nil
	}
	limit, err := t.Rules.Amount("P-SPOT")
	if err != nil {
		return err
	}
	switch {
	case f.Ground == "small" && int64(f.Fine)*100 > int64(limit):
		return illegal("not-small", fmt.Sprintf("当场收缴的小额罚款不得超过 %d 元", int64(limit)/100), fmt.Sprintf("a small fine is at most %d yuan", int64(limit)/100)).At("ground")
	case f.Ground == "hard" && strings.TrimSpace(f.Hard) == "":
		return illegal("not-hard", "事后难以执行的，须写明情况", "say why it would be difficult").At("hard")
	}
	return nil
}

func spotRemote(_ context.Context, t *procedure.Turn) error {
	if f := procedure.FormOf[spotDecideForm](t); f.Payment == "spot" && f.Ground == "remote" && !f.Asked {
		return illegal("not-asked", "边远、水上、交通不便地区当场收缴罚款，须经当事人提出", "in remote places only when the party asks").At("asked")
	}
	return nil
}

func spotSameDay(_ context.Context, t *procedure.Turn) error {
	p, err := procedure.DataOf[Spot](t)
	if err == nil && t.Day().String() != p.DecidedOn {
		return illegal("not-on-the-spot", "决定书应当当场交付当事人", "the decision is handed over on the spot").At("at")
	}
	return err
}

func spotSigned(_ context.Context, t *procedure.Turn) error {
	if f := procedure.FormOf[spotDeliverForm](t); f.Receiver == "" && strings.TrimSpace(f.Refusal) == "" {
		return illegal("not-signed", "当事人拒绝签收的，应当在决定书上注明", "a refusal to sign is noted").At("refusal")
	}
	return nil
}

func spotDecidedSo(_ context.Context, t *procedure.Turn) error {
	p, err := procedure.DataOf[Spot](t)
	if err == nil && p.Payment != "spot" {
		return illegal("not-collected", "决定书载明到银行缴纳，执法人员不得自行收缴", "the decision says at the bank; officers collect nothing")
	}
	return err
}

// spotReceipt: without the receipt of the finance department the party may refuse to pay.
func spotReceipt(_ context.Context, t *procedure.Turn) error {
	if !procedure.FormOf[spotCollectForm](t).Official {
		return illegal("no-receipt", "不出具财政部门统一制发的专用票据的，当事人有权拒绝缴纳罚款", "without the receipt of the finance department the party may refuse").At("official")
	}
	return nil
}

func whole(t *procedure.Turn, amount int, want func(p Spot) int) error {
	p, err := procedure.DataOf[Spot](t)
	if err == nil && amount != want(p) {
		return illegal("not-whole", fmt.Sprintf("应为 %d 元", want(p)), fmt.Sprintf("it is %d yuan", want(p))).At("amount")
	}
	return err
}

func spotWholeCollected(_ context.Context, t *procedure.Turn) error {
	return whole(t, procedure.FormOf[spotCollectForm](t).Amount, func(p Spot) int { return p.Fine })
}

func spotWholeHanded(_ context.Context, t *procedure.Turn) error {
	return whole(t, procedure.FormOf[cashForm](t).Amount, func(p Spot) int { return p.Collected })
}

func spotWholePaid(_ context.Context, t *procedure.Turn) error {
	f := procedure.FormOf[spotPayForm](t)
	if d, err := calendar.ParseDate(f.On); err != nil || calendar.DateOf(t.Now.Time).Before(d) {
		return badField("on", "缴纳日期不能晚于今天", "it cannot be paid in the future")
	}
	return whole(t, f.Amount, func(p Spot) int { return p.Fine })
}

// spotReviewFirst: a suit against an on-the-spot penalty presupposes reconsideration.
func spotReviewFirst(_ context.Context, t *procedure.Turn) error {
	p, err := procedure.DataOf[Spot](t)
	if err == nil && procedure.FormOf[spotReviewForm](t).Kind == "suit" && p.Review != "decided" && p.Review != "refused" {
		return illegal("review-first", "对当场作出的行政处罚不服的，应当先申请行政复议，对复议决定不服再提起诉讼", "reconsideration comes first, a suit after it").At("kind")
	}
	return err
}

func spotNoStay(_ context.Context, t *procedure.Turn) error {
	p, err := procedure.DataOf[Spot](t)
	if err == nil && (p.Review == "asked" || p.Suit == "asked") {
		return illegal("under-review", "行政复议、行政诉讼尚未终结", "a reconsideration or a suit is under way")
	}
	return err
}

func spotFiled(_ context.Context, t *procedure.Turn) error {
	if !t.Did("report") {
		return illegal("not-filed", "当场处罚决定尚未报所属机关备案", "the decision was not reported to the agency")
	}
	return nil
}

func spotIsPublished(_ context.Context, t *procedure.Turn) error {
	if !t.Did("publish") {
		return illegal("not-published", "处罚决定尚未公示", "the decision was not published")
	}
	return nil
}

func spotOwed(t *procedure.Turn) bool {
	p, err := procedure.DataOf[Spot](t)
	return err == nil && p.Paid < p.Fine
}

func spotReviewEnded(t *procedure.Turn) bool {
	f := procedure.FormOf[spotReviewForm](t)
	return f.Kind == "review" && f.State != "asked"
}
