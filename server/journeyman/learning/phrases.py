"""How users say that something went well or not: a line or two for each language.

English, German, French, Spanish, Portuguese, Italian, Dutch, Polish, Russian,
Ukrainian, Turkish, Chinese, Japanese, Korean, Swedish, Czech, Arabic, Hindi, Vietnamese, Indonesian.
"""

from typing import Final, Literal

Verdict = Literal["fine", "bad", "good", "bad alone", "good alone"]
"""`fine` would be read as bad without its negation. `alone`: it says something where it is all of its clause."""

VERDICTS: Final[dict[Verdict, str]] = {
    "fine": """
        no problem|no problems|no worries|no issue|no issues|no errors|no more errors|no longer fails|no failures|
        not bad|not wrong|nothing wrong|no need|no rush|no complaints|dont worry|no doubt|never mind|no thanks|
        nice to have|
        no thank you|nein danke|non merci|no gracias|nevermind|
        no more failures
        kein problem|keine probleme|keine fehler|keine fehler mehr|nicht schlecht|nicht falsch|keine ursache|
        keine sorge
        pas de probleme|pas de souci|pas mal|plus d'erreurs|pas d'erreur|pas faux
        no hay problema|sin problema|sin problemas|sin errores|no esta mal|ningun problema
        sem problema|sem problemas|sem erros|nada mal|nao esta errado
        nessun problema|non male|nessun errore|non c'e problema
        geen probleem|niet slecht|geen fouten|geen fouten meer
        nie ma problemu|niezle|bez bledow|żaden problem
        нет проблем|без проблем|неплохо|не плохо|без ошибок|нет ошибок
        немає проблем|без проблем|непогано|без помилок
        sorun yok|sorun değil|fena değil|hata yok
        没问题|沒問題|没有问题|沒有問題|不错|不錯|没有错误|没有报错|不客气
        問題ない|問題ありません|問題なし|悪くない|エラーはありません|エラーなし
        문제 없|문제없|나쁘지 않|오류 없|에러 없
        inga problem|inte illa|inga fel
        zadny problem|bez chyb|neni spatne
        لا مشكلة|لا توجد مشكلة|ليس سيئا
        कोई समस्या नहीं|कोई बात नहीं|बुरा नहीं
        khong sao|khong van de|khong te
        tidak masalah|tidak apa apa|lumayan
    """,
    "bad": """
        doesnt work|does not work|didnt work|did not work|doesnt help|didnt help|isnt working|is not working|
        not working|still not working|wont work|still fails|still failing|still fail|still failed|still broken|
        still wrong|still crashes|still doesnt|still does not|still not|still the same|still getting|still get|
        still see|still seeing|same error|same problem|same issue|thats wrong|that is wrong|this is wrong|its wrong|
        it is wrong|thats not right|thats not it|thats not what|that is not what|not what i|thats incorrect|
        that is incorrect|this is incorrect|you broke|it broke|this broke|broke the|broke my|i get an error|
        i get this error|
        now i get|gives me an error|still throws|it breaks|this breaks|that broke|now it fails|
        now it crashes|it fails|it failed|it crashes|tests fail now|it is broken|its broken|undo that|undo this|
        undo it|undo your|undo the|undo everything|revert that|revert this|revert it|revert your|revert everything|
        roll back|roll it back|roll that back|take that back|put it back|change it back|you forgot|you missed|
        you ignored|you removed|you deleted|you misunderstood|i asked for|i asked you|i told you|i said|i meant|
        i wanted|thats not|not good|not ok|not okay|not correct|not right|not fixed|not solved|not done|not helpful|
        try again|do it again|makes no sense|doesnt make sense|doesnt compile|does not compile|wont compile|
        worse than before|made it worse|even worse|what have you done|what did you do|stop doing|useless|why did you|
        isnt right|isnt what|is not what|is not right|wrong file|wrong again|thats bad|nothing changed|
        nothing happens|no difference|no effect|no change
        das ist falsch|das stimmt nicht|stimmt nicht|geht nicht|geht immer noch nicht|funktioniert nicht|
        funktioniert immer noch nicht|immer noch|immernoch|klappt nicht|passt nicht|mach das rückgängig|rückgängig|
        nicht richtig|nicht das was|nicht was ich|du hast vergessen|nochmal versuchen|versuch es nochmal|läuft nicht|
        geht noch nicht|noch nicht|schlägt fehl|nicht gut|ist kaputt|das war falsch|mach das weg|so nicht|
        gleicher fehler|derselbe fehler|selber fehler|hat nicht geklappt|hat nicht funktioniert|bringt nichts|
        ich meinte|ich wollte
        ca ne marche pas|ne marche pas|marche pas|ne fonctionne pas|fonctionne pas|toujours pas|ce n'est pas ca|
        c'est faux|c'est pas bon|ce n'est pas bon|pas ce que|annule|reviens en arriere|tu as oublie|
        encore la meme erreur|meme erreur|meme probleme|ca echoue|echoue encore|echoue toujours|ca plante|
        n'est pas correct|c'est pas ca|n'a pas marche|pas correct|vous avez oublie
        no funciona|sigue sin funcionar|sigue fallando|todavia falla|aun falla|todavia no|esta mal|eso esta mal|
        no es lo que|deshaz|deshacer|revierte|mismo error|no sirve|no es correcto|te olvidaste|olvidaste|eso no es|
        no era eso|no compila|no funciono|no es eso|sigue igual|aun no
        nao funciona|ainda falha|ainda nao|esta errado|nao e isso|nao era isso|desfaz|desfaca|reverte|reverta|
        mesmo erro|continua falhando|nao deu certo|nao funcionou|voce esqueceu|nao foi o que|nao e o que|
        continua dando erro
        non funziona|ancora non|e sbagliato|non e quello|non e corretto|annulla|stesso errore|fallisce ancora|non va|
        hai dimenticato|non va bene|non ha funzionato|non compila|non e giusto
        werkt niet|werkt nog steeds niet|nog steeds|dat klopt niet|klopt niet|dat is fout|maak dat ongedaan|ongedaan|
        niet wat ik|zelfde fout|je bent vergeten|is niet goed|niet goed|draai terug|het faalt
        nie dziala|nadal nie|dalej nie|wciaz nie|to jest zle|to nie to|nie o to|cofnij|ten sam blad|zapomniales|
        to zle|niepoprawnie|nie tak|nadal blad|zapomniałeś
        не работает|все еще не|всё ещё не|по-прежнему не|так и не|все еще падает|это неправильно|не то|не так|отмени|
        откати|верни как было|та же ошибка|ошибка осталась|ты забыл|не помогло|не компилируется|все равно не|неверно|
        все еще ошибка|опять ошибка|не получилось|опять не|снова не
        не працює|досі не|все ще не|це неправильно|скасуй|та сама помилка|ти забув|не те що|не допомогло|неправильно
        çalışmıyor|hala çalışmıyor|hala hata|bu yanlış|olmadı|geri al|aynı hata|unuttun|doğru değil|olmamış|hâlâ|
        düzelmedi|istediğim bu değil
        不行|还是不|不是这个|不是这样|还是不行|還是不行|不对|不對|错了|錯了|没用|沒用|没有用|不工作|不起作用|
        还是报错|還是報錯|仍然失败|
        还是失败|還是失敗|撤销|撤銷|还原|還原|回滚|你忘了|不是我要的|不是我想要的|还是一样|
        還是一樣|还有错误|跑不起来|有问题|没效果|不能用|无法运行
        動かない|動きません|動いていない|うまくいかない|うまくいきません|まだ失敗|まだ通|まだエラー|まだ動|違います|
        違う|
        間違って|間違い|元に戻して|戻して|取り消して|同じエラー|そうじゃない|ではなく|直っていない|
        直ってない|直らない|ダメです|だめです
        안 돼|안돼|안 됩니다|안됩니다|작동하지 않|동작하지 않|아직도|여전히|틀렸|잘못|되돌려|취소해|같은 오류|
        같은 에러|실패해|아니라|안 되네
        fungerar inte|fungerar fortfarande inte|fortfarande|det är fel|angra|samma fel|du glömde|inte vad jag|
        inte rätt|funkar inte
        nefunguje|pořád ne|stále ne|porad nefunguje|to je spatne|vrat to|stejna chyba|zapomnel jsi|to neni ono
        لا يعمل|لا تعمل|ما زال|مازال|لا يزال|هذا خطأ|خطأ|تراجع|نفس الخطأ|لم يعمل|لم ينجح|ليس صحيحا|ليس هذا|غير صحيح
        काम नहीं|अभी भी|गलत है|यह गलत|वापस करो|वही त्रुटि|वही एरर|ठीक नहीं|सही नहीं|नहीं चल रहा
        khong hoat dong|van loi|van chua|van khong|sai roi|hoan tac|khong dung|khong chay|cung loi|chua duoc
        tidak berfungsi|tidak jalan|masih gagal|masih error|itu salah|masih salah|batalkan|kembalikan|error yang sama|
        tidak berhasil|belum bisa|bukan itu|tidak bekerja
    """,
    "good": """
        works now|it works|that works|this works|working now|works great|works perfectly|works fine|works well|
        works as expected|works like a charm|all green|tests pass|tests pass now|all tests pass|that fixed it|
        fixed it|that did it|that did the trick|did the trick|looks good|looks great|looks right|looks perfect|lgtm|
        well done|good job|great job|nice job|great work|nice work|good work|exactly what i|exactly what we|
        just what i|thats exactly|what i wanted|what i asked for|
        what i meant|thats it|thats right|thats correct|thats perfect|thats great|thats good|
        that is correct|that is perfect|i love it|love it|love this|ship it|merged|problem solved|solved it|
        thats better|much better|way better|is correct|is fixed|is perfect|it passes
        funktioniert jetzt|funktioniert|geht jetzt|jetzt geht es|jetzt gehts|läuft jetzt|läuft|das passt|passt so|
        passt jetzt|klappt|hat geklappt|hat funktioniert|gut gemacht|sieht gut aus|genau so|genau richtig|gute arbeit|
        stimmt so|alles grün
        ça marche|ca fonctionne|fonctionne maintenant|marche maintenant|bien joue|c'est bon|c'est parfait|bon travail|
        c'est exactement|ça a marche|c'est correct|beau travail
        funciona|ya funciona|ahora funciona|funciono|bien hecho|buen trabajo|se ve bien|esta bien|esta perfecto|
        asi es|quedo bien|quedo perfecto
        esta funcionando|agora funciona|funcionou|deu certo|bom trabalho|ficou bom|ficou otimo|ficou perfeito|
        muito bom|esta certo|esta perfeito
        adesso funziona|ora funziona|funziona|ha funzionato|ben fatto|ottimo lavoro|va bene cosi|e perfetto|e corretto
        werkt nu|het werkt|werkt|goed gedaan|goed zo|ziet er goed uit|dat klopt|goed werk
        teraz działa|działa|dobra robota|wyglada dobrze|dobrze zrobione|o to chodziło
        теперь работает|работает|заработало|всё работает|все работает|хорошая работа|то что нужно|помогло|получилось|
        все верно
        тепер працює|працює|запрацювало|гарна робота|те що треба|допомогло
        çalışıyor|şimdi çalışıyor|oldu|eline sağlık|iyi iş|güzel olmuş|düzeldi
        可以了|好了|成功了|搞定|能用了|跑通了|没毛病|做得好|干得好|干得漂亮|正是我要的|通过了|解决了|正常了|行了|
        很好|好用
        動きました|動いた|うまくいきました|うまくいった|できました|直りました|直った|いい感じ|よくできました|
        バッチリ|正解
        잘 돼|잘돼|잘 됩니다|잘됩니다|됐어|됐습니다|작동합니다|작동해|해결됐|해결되었|잘했|이제 돼
        fungerar nu|det fungerar|fungerar|bra jobbat|ser bra ut|funkar nu|funkar
        už to funguje|funguje|dobra prace|vypada dobre|povedlo se
        يعمل الآن|تعمل الآن|يعمل|تم الحل|عمل رائع|أحسنت|نجح
        काम कर रहा है|काम कर गया|चल गया|अच्छा काम|ठीक है अब|चल रहा है|सही है
        chay roi|hoat dong roi|duoc roi|lam tot lam|tot lam|hay lam
        sudah berfungsi|sudah jalan|berhasil|kerja bagus|sudah bisa|sudah benar
    """,
    "bad alone": """
        no|nope|nah|wrong|incorrect|bad|broken|stop|undo|revert|again|failed|fails|terrible|awful|wtf|ugh
        nein|falsch|ne|nee|nö|kaputt|schlecht|mist|quatsch
        non|faux|incorrect|mauvais
        mal|incorrecto|falso
        nao|errado|ruim
        no|sbagliato|errato
        nee|fout|verkeerd
        nie|zle|blad|źle
        нет|неправильно|плохо|неа
        ні|погано
        hayır|yanlış|kötü
        不|不是|错|錯|没有
        いいえ|いや|ダメ|だめ
        아니|아니요|아니오|아뇨
        nej|fel
        ne|spatne|špatně
        لا|كلا
        नहीं|गलत
        khong|sai
        tidak|salah|bukan
    """,
    "good alone": """
        thanks|thank you|thx|ty|tysm|cheers|much appreciated|appreciated|perfect|perfectly|great|excellent|awesome|
        amazing|nice|good|brilliant|wonderful|fantastic|cool|sweet|neat|lovely|works|working|yay|correct|bravo|super|
        beautiful|superb|solved|fixed|👍|🎉|❤|🙏|💯
        danke|dankeschön|danke schön|vielen dank|besten dank|perfekt|prima|toll|klasse|gut|sehr gut|wunderbar|passt|
        ausgezeichnet|genial|spitze|geht|stark|richtig|merci
        merci|merci beaucoup|parfait|super|genial|excellent|nickel|impeccable|top|tres bien|bien
        gracias|muchas gracias|mil gracias|perfecto|genial|excelente|estupendo|muy bien|fantastico|bien|correcto
        obrigado|obrigada|muito obrigado|muito obrigada|valeu|perfeito|otimo|excelente|beleza|maravilha
        grazie|grazie mille|molte grazie|perfetto|ottimo|eccellente|fantastico|benissimo
        bedankt|dank je|dankjewel|dank je wel|dank u|perfect|prima|top|mooi|uitstekend
        dzięki|dziękuję|wielkie dzieki|idealnie|swietnie|super|doskonale|perfekcyjnie|brawo
        спасибо|большое спасибо|спс|благодарю|отлично|супер|класс|идеально|прекрасно|круто|молодец|верно|хорошо
        дякую|щиро дякую|чудово|відмінно|супер|ідеально|клас|добре
        teşekkürler|teşekkür ederim|çok teşekkürler|sağ ol|sağol|mükemmel|harika|süper|güzel|eyvallah
        谢谢|謝謝|多谢|多謝|感谢|感謝|完美|太好了|太棒了|很棒|棒|赞|厉害|不错|辛苦了|牛|完全正确|正确
        ありがとう|ありがとうございます|ありがとうございました|感謝|完璧|完璧です|素晴らしい|すばらしい|最高|
        助かりました|助かる|いいね|お疲れ様
        고마워|고맙습니다|감사합니다|감사해요|완벽|완벽해|완벽합니다|좋아요|좋습니다|훌륭|최고
        tack|tack så mycket|perfekt|toppen|utmärkt|jättebra|bra|snyggt
        díky|děkuji|dekuju|perfektni|skvele|super|vyborne|paráda
        شكرا|شكرا لك|شكرا جزيلا|ممتاز|رائع|مثالي|جميل
        धन्यवाद|शुक्रिया|बहुत बढ़िया|बढ़िया|शानदार|उत्तम
        cảm ơn|cam on ban|tuyet voi|hoan hao|tuyệt
        terima kasih|makasih|sempurna|bagus|mantap|keren|hebat
    """,
}
