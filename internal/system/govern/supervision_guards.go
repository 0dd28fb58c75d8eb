package govern

import (
	"context"
	"fmt"

	"anlan/internal/base/calendar"
	"anlan/internal/engine/procedure"
	"anlan/internal/engine/procedure/term"
)

// areaFromAbove: an area is supervised from above; departments and units by the level that they belong to.
func areaFromAbove(permission string) func(context.Context, *procedure.Turn) error {
	fromAbove := above(permission)
	return func(ctx context.Context, t *procedure.Turn) error {
		d, err := procedure.DataOf[struct {
			Kind string `json:"kind"`
		}](t)
		if err != nil || d.Kind != "area" {
			return err
		}
		return fromAbove(ctx, t)
	}
}

func dueToCome(t *procedure.Turn, d Supervision) error { return coming(t, d.Due, "due") }

func directToCome(_ context.Context, t *procedure.Turn) error {
	return coming(t, procedure.FormOf[directForm](t).Due, "due")
}

// longest is the last day of the longest time of a listed matter, counted from a day.
func longest(t *procedure.Turn, from calendar.Date) (string, error) {
	spec, err := t.Rules.Term("HD-FIX-M")
	if err != nil {
		return "", err
	}
	due, err := t.Due(spec, from.Start())
	return calendar.DateOf(due).Next(-1).String(), err
}

func listedWithin(t *procedure.Turn, d Supervision) error {
	if !d.Listed {
		return nil
	}
	end, err := longest(t, t.Day())
	if err != nil {
		return err
	}
	return must(d.Due <= end, "too-long", "挂牌督办期限最长至 "+end, "a listed matter ends at the latest on "+end, "due")
}

func isListed(_ *procedure.Turn, d Supervision) error {
	return must(d.Listed, "not-listed", "只适用于挂牌督办", "only for a listed matter", "")
}

func notListed(_ *procedure.Turn, d Supervision) error {
	return must(!d.Listed, "listed", "挂牌督办的延期须由承办单位申请", "more time for a listed matter is asked for by whoever answers", "")
}

func extendsLater(t *procedure.Turn, d Supervision) error {
	return later(procedure.FormOf[extendForm](t).Until, d.Due)
}

func asksLater(t *procedure.Turn, d Supervision) error {
	return later(procedure.FormOf[askForm](t).Until, d.Due)
}

func later(until, due string) error {
	return must(until > due, "not-later", "延期应晚于原期限 "+due, "the new day is later than "+due, "until")
}

func askWithin(t *procedure.Turn, d Supervision) error {
	began, err := calendar.ParseDate(d.IssuedOn)
	if err != nil {
		return err
	}
	end, err := longest(t, began)
	if err != nil {
		return err
	}
	return must(procedure.FormOf[askForm](t).Until <= end, "too-long", "自下达之日起，挂牌督办期限最长至 "+end, "counted from the issue, at the latest "+end, "until")
}

// askedEarly: more time for a listed matter is asked for so many working days before its end.
func askedEarly(t *procedure.Turn, d Supervision) error {
	spec, err := t.Rules.Term("HD-ASK")
	if err != nil {
		return err
	}
	end, err := endOf(d.Due)
	if err != nil {
		return err
	}
	b, err := term.Latest(spec, end, t.Calendar(), true)
	if err != nil {
		return err
	}
	return must(t.At.Before(b.Until), "asked-late", fmt.Sprintf("挂牌督办的延期应在期满 %d 个工作日前提出，最迟 %s", spec.Length, b.Day), fmt.Sprintf("a delay is asked for %d working days ahead, at the latest on %s", spec.Length, b.Day), "at")
}

func delayWaits(_ *procedure.Turn, d Supervision) error {
	return must(d.Asked != "", "not-asked", "没有未答复的延期申请", "no request waits", "")
}

func backDated(_ context.Context, t *procedure.Turn) error {
	f := procedure.FormOf[checkForm](t)
	if f.Passed {
		return nil
	}
	if f.Due == "" {
		return illegal("no-day", "退回重办的，应写明新的办结期限", "name the new due day").At("due")
	}
	return coming(t, f.Due, "due")
}

func isDelisted(_ *procedure.Turn, d Supervision) error {
	return must(d.Delisted, "not-delisted", "尚未摘牌", "it is still listed", "")
}

func offTheList(_ *procedure.Turn, d Supervision) error {
	return must(!d.Listed || d.Delisted && d.Ended, "still-listed", "挂牌督办的，应当先摘牌并公布", "a listed matter is delisted first, and that published", "")
}
