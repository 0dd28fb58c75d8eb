package grid

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"testing"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"anlan/internal/base/clock"
	"anlan/internal/base/httpapi"
	"anlan/internal/engine/register"
)

func drawElement(t *rapid.T) ElementItem {
	e := register.Element{
		ID: rapid.String().Draw(t, "id"), Kind: "enterprise", Name: rapid.String().Draw(t, "name"), Area: "210106", Lon: rapid.Float64().Draw(t, "lon"), Lat: rapid.Float64().Draw(t, "lat"),
		Risk: register.Red, Address: rapid.String().Draw(t, "address"), Attrs: json.RawMessage(`{"n": 1,"s":"a b"}`), Parent: "p", Version: rapid.Int64().Draw(t, "version"), Demo: rapid.Bool().Draw(t, "demo"),
	}
	if rapid.Bool().Draw(t, "shape") {
		e.Shape = json.RawMessage(`{"type":"LineString","coordinates":[[1,2],[3,4]]}`)
		e.UpdatedAt = clock.At(time.UnixMicro(rapid.Int64Range(0, 4e15).Draw(t, "at")))
	}
	return ElementItem{Element: e, AreaName: rapid.String().Draw(t, "area"), Masked: rapid.Bool().Draw(t, "masked")}
}

// TestElementsWriteThemselvesAsTheStandardDoes: the answers of list, near and inside are byte for byte those of encoding/json,
// and a field that is added to an element without a line here fails.
func TestElementsWriteThemselvesAsTheStandardDoes(t *testing.T) {
	type item ElementItem // without the method
	type near struct {
		Element  item    `json:"element"`
		Distance float64 `json:"distance_m"`
	}
	type page struct {
		Items []item `json:"items"`
		Total int    `json:"total"`
	}
	slow := func(t require.TestingT, v any) string {
		var b bytes.Buffer
		require.NoError(t, huma.DefaultJSONFormat.Marshal(&b, v))
		return string(bytes.TrimSuffix(b.Bytes(), []byte{'\n'}))
	}
	rapid.Check(t, func(t *rapid.T) {
		e := drawElement(t)
		for _, c := range []struct {
			quick httpapi.Quick
			slow  any
		}{
			{e, item(e)},
			{NearItem{e, e.Lon}, near{item(e), e.Lon}},
			{InsidePage{Items: []ElementItem{e, e}, Total: 7}, page{[]item{item(e), item(e)}, 7}},
			{InsidePage{Items: []ElementItem{}}, page{Items: []item{}}},
		} {
			got, err := c.quick.AppendJSON(nil)
			require.NoError(t, err)
			require.Equal(t, slow(t, c.slow), string(got))
		}
	})
	require.Equal(t, 14, reflect.TypeFor[register.Element]().NumField(), "a new field of an element goes into appendElement")
}

func BenchmarkInsideAsJSON(b *testing.B) {
	p := InsidePage{Total: 100}
	type item ElementItem
	type page struct {
		Items []item `json:"items"`
		Total int    `json:"total"`
	}
	var standard page
	for i := range 100 {
		e := ElementItem{AreaName: "铁西区 昆明湖街道 某某社区", Element: register.Element{
			ID: fmt.Sprintf("01890a5d-ac96-774b-bcce-b302099a%04d", i), Kind: "enterprise", Name: fmt.Sprintf("沈阳第%d机械加工有限公司", i), Area: "210106001001", Lon: 123.4312345, Lat: 41.7654321, Risk: register.Red,
			Address: "铁西区建设中路 1 号", Version: 3, UpdatedAt: clock.At(time.Unix(1.7e9, 0)), Demo: true,
			Attrs: json.RawMessage(`{"credit_code":"91350100M000100Y43","industry":"C2614","scale":"large","legal_person":"赵钱孙","phone":"13812345678","employees":90,"hazardous":true}`),
		}}
		p.Items, standard.Items = append(p.Items, e), append(standard.Items, item(e))
	}
	b.Run("standard", func(b *testing.B) {
		var out bytes.Buffer
		for b.Loop() {
			out.Reset()
			if err := huma.DefaultJSONFormat.Marshal(&out, standard); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("quick", func(b *testing.B) {
		var out []byte
		for b.Loop() {
			var err error
			if out, err = p.AppendJSON(out[:0]); err != nil {
				b.Fatal(err)
			}
		}
	})
}
