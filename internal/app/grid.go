package app

import (
	"context"
	"encoding/json"
	"fmt"

	"anlan/internal/base/calendar"
	"anlan/internal/base/identity"
	"anlan/internal/base/store"
	"anlan/internal/engine/procedure"
	"anlan/internal/system/dualcontrol"
	"anlan/internal/system/patrol"
)

// hiddenDanger opens the rectification of what was found on a round, in the same transaction, with the photographs. The
// machine opens it: whoever goes on rounds finds and reports, and has no power to inspect or punish (Penalty Law, Art. 42).
func (a *App) hiddenDanger(ctx context.Context, tx *store.Tx, d patrol.Danger) (string, error) {
	f := d.Finding
	var site struct {
		CreditCode  string `json:"credit_code"`
		LegalPerson string `json:"legal_person"`
		Phone       string `json:"phone"`
	}
	if len(d.Attributes) > 0 {
		if err := json.Unmarshal(d.Attributes, &site); err != nil {
			return "", fmt.Errorf("site %s: %w", f.Site, err)
		}
	}
	name, address := f.SiteName, d.Address
	if name == "" {
		name = f.AreaName
	}
	if address == "" {
		address = fmt.Sprintf("%s（%.6f, %.6f）", f.AreaName, f.Lon, f.Lat)
	}
	by := identity.Machine("patrol")
	c, err := a.Procedure.Start(ctx, tx, by, dualcontrol.Rectification, procedure.NewCase{
		Title: name + "：" + f.Title, Area: f.Area, Department: "enforcement",
		Data: dualcontrol.HiddenDanger{
			Source: "clue", Sort: "unit", Name: name, Code: site.CreditCode, Address: address, Chief: site.LegalPerson, Phone: site.Phone,
			Findings: []string{fmt.Sprintf("网格巡查发现（%s，%s）：%s %s", f.PersonName, f.FoundAt.In(calendar.Beijing).Format("2006-01-02 15:04"), f.Title, f.Text)},
		},
		Note: map[string]any{"finding": f.ID, "task": f.Task, "lon": f.Lon, "lat": f.Lat},
	})
	if err != nil {
		return "", err
	}
	for _, file := range d.Files {
		file.Case = c.ID
		if _, err := a.Procedure.AddFile(ctx, tx, by, file); err != nil {
			return "", err
		}
	}
	return c.ID, nil
}
