package enforce

import (
	"context"
	"strings"

	"anlan/internal/base/fail"
	"anlan/internal/engine/procedure"
)

// takes is what the act wants to take, from either form.
func takes(t *procedure.Turn) seizeApproveForm {
	if f, ok := t.Form.(*seizeUrgentForm); ok {
		return f.what()
	}
	return *procedure.FormOf[seizeApproveForm](t)
}

// scene is how the act was carried out, from either form.
func scene(t *procedure.Turn) seizeCarryForm {
	if f, ok := t.Form.(*seizeUrgentForm); ok {
		return f.carry()
	}
	return *procedure.FormOf[seizeCarryForm](t)
}

// seizePower: the safety regulator may seal or seize substandard equipment and dangerous goods, and seal the places of such
// work (Work Safety Law, Art. 65(1)(4)); whom no law gives the power has none.
func seizePower(_ context.Context, t *procedure.Turn) error {
	f := takes(t)
	switch {
	case f.Object == "other":
		return illegal("no-power", "法律、法规没有授权对该对象查封、扣押", "no law gives the power to seal or seize this").At("object")
	case f.Object == "place" && f.Measure != "seal":
		return illegal("only-seal", "对作业场所只能查封，不能扣押", "a place is sealed, not seized").At("measure")
	}
	return nil
}

func seizeRelated(_ context.Context, t *procedure.Turn) error {
	f := takes(t)
	switch {
	case !f.Related:
		return illegal("unrelated", "不得查封、扣押与违法行为无关的场所、设施或者财物", "what is unrelated to the violation is not taken").At("related")
	case f.Need:
		return illegal("necessities", "不得查封、扣押公民个人及其所扶养家属的生活必需品", "necessities of a citizen and dependants are not taken").At("need")
	}
	return nil
}

func seizeNotAgain(_ context.Context, t *procedure.Turn) error {
	if takes(t).Already {
		return illegal("again", "已被其他国家机关依法查封的，不得重复查封", "what another organ sealed is not sealed again").At("already")
	}
	return nil
}

func must(ok bool, code, zh, en, field string) error {
	if ok {
		return nil
	}
	return illegal(code, zh, en).At(field)
}

func seizeCardShown(_ context.Context, t *procedure.Turn) error {
	return must(scene(t).Shown, "card-not-shown", "实施行政强制措施应当出示执法身份证件", "certificates are shown", "shown")
}

func seizePresent(_ context.Context, t *procedure.Turn) error {
	f := scene(t)
	return must(f.Present || f.Witness != "", "nobody-present", "应当通知当事人到场；当事人不到场的，邀请见证人到场", "the party is called; if it does not come, a witness is", "witness")
}

func seizeTold(_ context.Context, t *procedure.Turn) error {
	return must(scene(t).Told, "not-told", "应当当场告知采取措施的理由、依据以及依法享有的权利、救济途径", "reasons, basis, rights and remedies are told on the spot", "told")
}

func seizeHeard(_ context.Context, t *procedure.Turn) error {
	return must(scene(t).Heard, "not-heard", "应当听取当事人的陈述和申辩", "the party is heard", "heard")
}

func seizeSigned(_ context.Context, t *procedure.Turn) error {
	f := scene(t)
	return must(f.Signed || strings.TrimSpace(f.Refusal) != "", "not-signed", "现场笔录应当签名或者盖章，当事人拒绝的在笔录中注明", "the record is signed; a refusal is noted", "refusal")
}

func seizeDelivered(_ context.Context, t *procedure.Turn) error {
	return must(scene(t).Delivered, "not-delivered", "应当当场交付查封、扣押决定书和清单", "decision and list are handed over on the spot", "delivered")
}

func seizeTestTold(_ context.Context, t *procedure.Turn) error {
	return must(procedure.FormOf[seizeTestForm](t).Told, "period-not-told", "检测、检验、检疫或者技术鉴定的期间应当明确，并书面告知当事人", "the period of a test is set and told in writing", "told")
}

// seizeSent wants the thing away at that test or appraisal.
func seizeSent(begin string) func(context.Context, *procedure.Turn) error {
	return func(_ context.Context, t *procedure.Turn) error {
		last, ok := t.Last(begin)
		if end, ended := t.Last(begin + "-end"); !ok || ended && end.Revision > last.Revision {
			return fail.Illegal("enforce.not-sent", "没有进行中的检测、鉴定", "nothing is being tested")
		}
		return nil
	}
}

func seizeComplex(_ context.Context, t *procedure.Turn) error {
	return must(procedure.FormOf[seizeExtendForm](t).Complex, "not-complicated", "情况复杂的，才能延长期限", "only a complicated case is extended", "complex")
}

func seizeExtensionTold(_ context.Context, t *procedure.Turn) error {
	return must(procedure.FormOf[seizeExtendForm](t).Told, "extension-not-told", "延长查封、扣押的决定应当及时书面告知当事人，并说明理由", "the extension is told in writing with its reason", "told")
}

func seizeNotCleared(_ context.Context, t *procedure.Turn) error {
	c, err := procedure.DataOf[Seized](t)
	if err == nil && c.Cleared {
		return illegal("to-be-lifted", "检测、鉴定表明没有违法行为，应当及时作出解除决定", "the test shows no violation: lift it at once")
	}
	return err
}

func seizeByLaw(_ context.Context, t *procedure.Turn) error {
	f := procedure.FormOf[seizeDisposeForm](t)
	if f.Outcome == "confiscate" {
		return must(f.Penalty != "", "no-penalty", "没收非法财物须有行政处罚决定", "to confiscate needs a penalty decision", "penalty")
	}
	return must(f.Law != "", "no-law", "销毁须有法律、行政法规的规定", "to destroy needs a law", "law")
}

func seizePassTold(_ context.Context, t *procedure.Turn) error {
	return must(procedure.FormOf[seizePassForm](t).Told, "passing-not-told", "一并移送查封、扣押的财物，应当书面告知当事人", "the party is told in writing that the things are handed over", "told")
}

func seizeNoFee(_ context.Context, t *procedure.Turn) error {
	return must(procedure.FormOf[seizeReturnForm](t).Fee == 0, "fee", "因查封、扣押发生的保管费用由行政机关承担，不得向当事人收取", "the agency bears the cost of keeping", "fee")
}

func seizeProceeds(_ context.Context, t *procedure.Turn) error {
	f := procedure.FormOf[seizeReturnForm](t)
	if f.Sold && f.Proceeds == 0 {
		return illegal("no-proceeds", "已将鲜活物品或者其他不易保管的财物拍卖或者变卖的，退还所得款项", "what was sold is returned in money").At("proceeds")
	}
	return must(!f.Below || f.Paid > 0, "no-compensation", "变卖价格明显低于市场价格，给当事人造成损失的，应当给予补偿", "a sale clearly below the market is made good", "paid")
}
