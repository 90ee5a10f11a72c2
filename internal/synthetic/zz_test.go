package synthetic
import ("testing";"encoding/json";"fmt";"strings";"os";"bufio";"unicode")
func TestZZ(t *testing.T){
 g,err:=New(1); if err!=nil{t.Fatal(err)}
 for i:=range 3 { b,_:=json.Marshal(g.Product(i*7)); fmt.Println(string(b)) }
 forms:=map[string]bool{}
 for i,p:=range []pool{g.swedish.nouns,g.swedish.verbs,g.swedish.adjectives,g.swedish.adverbs,g.swedish.names}{ for _,l:=range p.lemmas{for _,f:=range l.forms{if f!=""{forms[f]=true}}}; fmt.Println(i,len(p.lemmas),len(forms))}
 voc:=map[string]int{}; words:=0; sum:=0; mn,mx:=999,0; tok:=0
 for i:=range 40000{ p:=g.Product(i); n:=len(strings.Fields(p.Name))+len(strings.Fields(p.Summary))+len(strings.Fields(p.Description)); for _,k:=range p.Keywords{n+=len(strings.Fields(k))}
  sum+=n; mn=min(mn,n);mx=max(mx,n)
  for _,w:=range strings.FieldsFunc(strings.ToLower(p.Description),func(r rune)bool{return !unicode.IsLetter(r)}){voc[w]++;tok++}
  if i==999||i==9999||i==39999{fmt.Println(i+1,"words",float64(sum)/float64(i+1),mn,mx,"vocab",len(voc),"tokens",tok)}
  _=words
 }
 type c struct{known,n int}
 for k:=range 5{_=k}
 f,_:=os.Create("/tmp/synth_p.jsonl");b:=bufio.NewWriter(f)
 for i:=range 5000{p:=g.Product(i);j,_:=json.Marshal(p);b.Write(j);b.WriteByte('\n')};b.Flush()
 f,_=os.Create("/tmp/synth_n.jsonl");b=bufio.NewWriter(f)
 for i:=range 300{p:=g.Need(i);j,_:=json.Marshal(p);b.Write(j);b.WriteByte('\n')};b.Flush()
}
func BenchmarkP(b *testing.B){ g,_:=New(1); b.ReportAllocs(); i:=0; for b.Loop(){ g.Product(i); i++ } }
func BenchmarkN(b *testing.B){ g,_:=New(1); b.ReportAllocs(); i:=0; for b.Loop(){ g.Need(i); i++ } }
