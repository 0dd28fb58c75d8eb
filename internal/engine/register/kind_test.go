package register

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/fail"
	"anlan/internal/base/form"
)

func standard(t testing.TB) Kinds {
	t.Helper()
	ks, err := NewKinds(Standard()...)
	require.NoError(t, err)
	return ks
}

func TestEveryAttributeHasANameAndBothTitles(t *testing.T) {
	for _, k := range standard(t).All() {
		t.Run(k.Name, func(t *testing.T) {
			require.NotEmpty(t, k.Title.En)
			require.NotEmpty(t, k.Style.Glyph)
			require.Empty(t, form.Faults(k.Attrs))
			require.NotEmpty(t, k.Columns())
			_, err := json.Marshal(k.Schema())
			require.NoError(t, err)
		})
	}
}

func TestParseRefusesWhatTheTagsForbid(t *testing.T) {
	good := map[string]string{
		"enterprise":    `{"credit_code":"91350100M000100Y43","industry":"C2614","scale":"small","employees":12,"hazardous":true}`,
		"hazard-source": `{"unit":"storage","level":3,"s":9.6,"r":22.35,"persons_exposed":60,"chemicals":[{"name":"氨","cas":"7664-41-7","quantity":20,"critical":10}]}`,
		"tank":          `{"form":"vertical","medium":"甲醇","volume":500}`,
		"high-rise":     `{"floors":30,"height":98.5,"use":"mixed","built":2011,"sprinklers":true}`,
		"camera":        `{"channel":"21010200001320000001","source":"traffic","ptz":false,"state":"online"}`,
		"rescue-team":   `{"type":"social","speciality":"flood","people":50,"leader":"张三","phone":"13800000000","zone":"east","readiness":"ready"}`,
		"depot":         `{"level":"city","keeper":"李四","phone":"024-22720000","materials":[{"name":"帐篷","quantity":200,"unit":"顶"}]}`,
		"expert":        `{"fields":["危险化学品"],"rank":"教授","employer":"某大学","phone":"13800000000"}`,
	}
	bad := []struct{ kind, attrs, field string }{
		{"enterprise", `{"credit_code":"91350100M000100Y44","industry":"C2614","scale":"small"}`, "attrs.credit_code"},
		{"enterprise", `{"credit_code":"91350100M000100Y43","industry":"c2614","scale":"small"}`, "attrs.industry"},
		{"enterprise", `{"credit_code":"91350100M000100Y43","industry":"C2614","scale":"huge"}`, "attrs.scale"},
		{"enterprise", `{"credit_code":"91350100M000100Y43","industry":"C2614","scale":"small","employees":-1}`, "attrs.employees"},
		{"enterprise", `{"credit_code":"91350100M000100Y43","industry":"C2614","scale":"small","employees":"many"}`, "attrs.employees"},
		{"enterprise", `{"credit_code":"91350100M000100Y43","industry":"C2614","scale":"small","owner":"me"}`, "attrs.owner"},
		{"enterprise", `{"credit_code":"91350100M000100Y43","industry":"C2614","scale":"small","founded":"2020-02-30"}`, "attrs.founded"},
		{"hazard-source", `{"unit":"storage","level":5,"chemicals":[{"name":"氨"}]}`, "attrs.level"},
		{"hazard-source", `{"unit":"storage","level":4,"chemicals":[]}`, "attrs.chemicals"},
		{"hazard-source", `{"unit":"storage","level":4,"chemicals":[{"name":"氨","quantity":-1}]}`, "attrs.chemicals.0.quantity"},
		{"camera", `{"channel":"21010200002000000001","source":"traffic","state":"online"}`, "attrs.channel"},
		{"camera", `{"channel":"2101020000132000000","source":"traffic","state":"online"}`, "attrs.channel"},
		{"camera", `{"channel":"21010200001320000001","source":"traffic","state":"online","still":"rtsp://10.1.2.3/1"}`, "attrs.still"},
		{"camera", `{"channel":"21010200001320000001","source":"traffic","state":"online","still":"http://admin:12345@10.1.2.3/snap"}`, "attrs.still"},
		{"rescue-team", `{"type":"social","speciality":"flood","people":50,"leader":"张三","phone":"call me","zone":"east","readiness":"ready"}`, "attrs.phone"},
		{"depot", `{"level":"city","keeper":"李四","phone":"024-22720000","materials":[{"name":"帐篷","unit":"顶"},{"name":"帐篷","unit":"顶"}]}`, "attrs.materials.1.name"},
		{"expert", `{"fields":[""],"phone":"13800000000"}`, "attrs.fields.0"},
	}
	ks := standard(t)
	for name, raw := range good {
		k, err := ks.Find(name)
		require.NoError(t, err)
		a, err := k.Parse(json.RawMessage(raw))
		require.NoError(t, err, name)
		require.NotNil(t, a)
	}
	for _, c := range bad {
		k, err := ks.Find(c.kind)
		require.NoError(t, err)
		_, err = k.Parse(json.RawMessage(c.attrs))
		require.Equal(t, fail.KindInvalid, fail.KindOf(err), c.attrs)
		require.Equal(t, c.field, fail.As(err).Field, c.attrs)
	}
	_, err := ks.Find("volcano")
	require.Equal(t, fail.KindNotFound, fail.KindOf(err))
}

func TestCatalogueRefusesKindsThatDoNotAgree(t *testing.T) {
	_, err := NewKinds(Kind{Name: "a", Attrs: Tank{}}, Kind{Name: "a", Attrs: Tank{}})
	require.Error(t, err)
	_, err = NewKinds(Kind{Name: "a", Attrs: Tank{}, Above: "b"})
	require.Error(t, err)
}

func TestCreditCodes(t *testing.T) {
	require.True(t, ValidCreditCode("91350100M000100Y43"), "the example of GB 32100-2015")
	require.False(t, ValidCreditCode("91350100M000100Y44"))
	require.False(t, ValidCreditCode("91350100m000100y43"))
	require.False(t, ValidCreditCode("91350100M000100O43"), "no letter O in the alphabet")
	require.False(t, ValidCreditCode(""))
	c, ok := OrgCheck("M000100Y")
	require.True(t, ok)
	require.Equal(t, byte('4'), c, "the example of GB 11714")
}

func TestMaskedPhoneKeepsItsEndsOnly(t *testing.T) {
	require.Equal(t, "138****5678", MaskPhone("13812345678"))
	require.Equal(t, "***", MaskPhone("110"))
}

func TestMaskedAttributesHoldNoPersonalData(t *testing.T) {
	k, err := standard(t).Find("rescue-team")
	require.NoError(t, err)
	raw := json.RawMessage(`{"type":"social","speciality":"flood","people":50,"leader":"张三丰","phone":"13812345678","zone":"east","readiness":"ready"}`)
	require.JSONEq(t, `{"type":"social","speciality":"flood","people":50,"leader":"张**","phone":"138****5678","zone":"east","readiness":"ready"}`, string(k.Masked(raw)))
	require.JSONEq(t, `{}`, string(k.Masked(json.RawMessage(`not json`))))
}
