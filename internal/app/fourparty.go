package app

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"anlan/internal/base/calendar"
	"anlan/internal/base/identity"
	"anlan/internal/base/store"
	"anlan/internal/engine/procedure"
	"anlan/internal/system/dualcontrol"
	"anlan/internal/system/fourparty"
	"anlan/internal/system/govern"
)

// fourParty makes the four-party checks.
func (a *App) fourParty(ctx context.Context) (*fourparty.System, error) {
	a.Checks = fourparty.New(fourparty.Needs{
		DB: a.DB, Clock: a.Clock, Journal: a.Journal, Identity: a.Identity, Register: a.Register, Procedure: a.Procedure, Photos: a.photos.Shelf("fourparty", "核查照片"),
		Follow: a.followCheck, Bureau: func(area string) string { return a.organ(area).Name }, Home: Home, Mark: a.mark(),
	})
	return a.Checks, a.Checks.Open(ctx)
}

// checkDays is how long an area or department has to answer for what a check found. A parameter of the product.
const checkDays = 30

// followCheck tracks what a check found: an enterprise or site gets a rectification, an area or department a matter of
// supervision, both below the check.
func (a *App) followCheck(ctx context.Context, tx *store.Tx, f fourparty.Found) (string, error) {
	if f.Unit.Kind == fourparty.AreaUnit || f.Unit.Kind == fourparty.DepartmentUnit {
		return a.superviseCheck(ctx, tx, f)
	}
	return a.rectifyCheck(ctx, tx, f)
}

func (a *App) superviseCheck(ctx context.Context, tx *store.Tx, f fourparty.Found) (string, error) {
	var measures []string
	for _, i := range f.Items {
		measures = append(measures, fmt.Sprintf("%s %s（%s）：%s", i.No, i.Title, i.Basis, i.Text))
	}
	matter := fmt.Sprintf("“%s”核查发现 %d 项问题", f.Programme, len(f.Items))
	due := calendar.DateOf(a.Clock.Now()).Next(checkDays)
	c, err := a.Procedure.Start(ctx, tx, identity.Machine("govern"), govern.SupervisionProcedure, procedure.NewCase{
		Title: "督办：" + f.Unit.Name + "　" + matter, Area: f.Unit.Area, Root: f.Root, Department: "grid",
		Data: govern.Supervision{
			Kind: f.Unit.Kind, Name: f.Unit.Name, Source: "check", Related: f.Root, Matter: matter, Demand: "逐项整改，反馈整改结果和佐证材料。",
			Measures: cut(strings.Join(measures, "\n"), 2000), Due: due.String(),
		},
		Note: map[string]string{"from": f.Root},
	})
	if err != nil {
		return "", err
	}
	return c.ID, nil
}

func (a *App) rectifyCheck(ctx context.Context, tx *store.Tx, f fourparty.Found) (string, error) {
	d := dualcontrol.HiddenDanger{Source: "special", Sort: "unit", Name: f.Unit.Name, Address: a.Register.Areas().Name(f.Unit.Area)}
	if list, err := a.Register.FindAll(ctx, identity.Everywhere, f.Unit.Element); err != nil {
		return "", err
	} else if len(list) == 1 {
		var site struct {
			CreditCode  string `json:"credit_code"`
			LegalPerson string `json:"legal_person"`
			Phone       string `json:"phone"`
		}
		if len(list[0].Attrs) > 0 {
			if err := json.Unmarshal(list[0].Attrs, &site); err != nil {
				return "", fmt.Errorf("unit %s: %w", f.Unit.ID, err)
			}
		}
		d.Code, d.Chief, d.Phone = site.CreditCode, site.LegalPerson, site.Phone
		if list[0].Address != "" {
			d.Address = list[0].Address
		}
	}
	for _, i := range f.Items {
		d.Findings = append(d.Findings, fmt.Sprintf("四方核查发现（%s %s）：%s", i.Basis, i.Title, i.Text))
	}
	by := identity.Machine("fourparty")
	c, err := a.Procedure.Start(ctx, tx, by, dualcontrol.Rectification, procedure.NewCase{
		Title: fmt.Sprintf("%s：四方核查发现 %d 项问题", f.Unit.Name, len(f.Items)), Area: f.Unit.Area, Root: f.Root, Department: "enforcement", Data: d, Note: map[string]string{"from": f.Root},
	})
	if err != nil {
		return "", err
	}
	for _, file := range f.Files {
		file.Case = c.ID
		if _, err := a.Procedure.AddFile(ctx, tx, by, file); err != nil {
			return "", err
		}
	}
	return c.ID, nil
}

// cut shortens a text to a number of characters, and says that there is more.
func cut(s string, most int) string {
	r := []rune(s)
	if len(r) <= most {
		return s
	}
	return string(r[:most-4]) + "……余略"
}
