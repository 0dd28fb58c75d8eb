// Package lawtest is the stage on which the tests of lawful systems play: one bureau, its organ and its office.
package lawtest

import (
	"context"

	"anlan/internal/base/document"
	"anlan/internal/engine/procedure"
	"anlan/internal/engine/procedure/casetest"
	"anlan/internal/law"
	"anlan/internal/law/office"
	"anlan/internal/law/writ"
	"anlan/internal/system"
)

// Needs are a bureau whose people are named by their ids.
func Needs() office.Needs {
	bureau := office.Office{
		Contact: writ.Contact{Person: "联系人", Phone: "024-88880000", Address: "沈阳市铁西区某路 1 号"},
		Remedy:  writ.Remedy{Government: "沈阳市铁西区人民政府", Court: "沈阳市铁西区人民法院"},
		Review:  "沈阳市应急管理局", Recheck: "沈阳市人民政府",
	}
	return office.Needs{
		Mark:   "演示数据",
		Names:  func(_ context.Context, person string) (string, error) { return person, nil },
		Office: func(string) office.Office { return bureau },
	}
}

// Stage plays the procedures of systems under the rule packs of the product.
func Stage(modules ...system.Module) casetest.Stage {
	var permissions []system.Permission
	var defs []procedure.Definition
	for _, m := range modules {
		permissions = append(permissions, m.Permissions...)
		defs = append(defs, m.Procedures...)
	}
	return casetest.Stage{
		Roles: system.Roles(permissions), Book: law.Book(),
		Define: func(e *procedure.Engine) error { return e.Define(defs...) },
		Organ: func(area string) procedure.Organ {
			return procedure.Organ{Key: area[:min(6, len(area))], Name: "沈阳市铁西区应急管理局", Short: "铁西应急", Pattern: document.Pattern("铁西应急{code}〔{year}〕{n}号")}
		},
	}
}
